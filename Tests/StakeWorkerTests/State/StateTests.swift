// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite struct StateTests {
    private static func fails(_ code: WorkerFailure.Code, _ body: () throws(WorkerFailure) -> Void) {
        do throws(WorkerFailure) {
            try body()
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == code, "\(error)") }
    }

    @Test func `files are for their owner alone`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path + "/state")
        try state.make()
        #expect(try FileStatus.of(state.path).permissions == 0o700)
        for name in StateFolder.Name.allCases {
            try state.write(name, line: "x")
            #expect(try FileStatus.of(state.place(name)).permissions == 0o600)
            #expect(try state.line(name) == "x")
            try state.remove(name)
            #expect(try state.read(name) == nil)
            try state.remove(name)
        }
    }

    @Test func `what others can read is refused`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        try state.write(.sealToken, line: "x")
        for mode in [0o604, 0o640, 0o620] as [mode_t] {
            chmod(state.place(.sealToken), mode)
            Self.fails(.file) { () throws(WorkerFailure) in _ = try state.read(.sealToken) }
        }
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)]) func `a file without end is refused`(
        _ more: Int, _ isRead: Bool
    ) throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        try state.write(.joined, .init(repeating: 1, count: StateFolder.fileLimit + more))
        #expect(((try? state.read(.joined)) != nil) == isRead)
    }

    @Test func `keys are made once, and what is missing is made anew`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        #expect(try Self.halves(state) == nil)
        try MachineKeys.make(state)
        let first = try #require(try Self.halves(state))
        try MachineKeys.make(state)
        #expect(try Self.halves(state) == first)
        // Broken off between the two.
        try state.remove(.nodePassword)
        #expect(try Self.halves(state) == nil)
        try MachineKeys.make(state)
        let second = try #require(try Self.halves(state))
        #expect(second.key == first.key && second.password != first.password)
    }

    private struct Halves: Equatable {
        let key: Bytes32
        let password: String
    }

    private static func halves(_ state: StateFolder) throws -> Halves? {
        switch try MachineKeys.read(state) {
        case .some(let keys): Halves(key: keys.recipient.publicKey, password: keys.password.text)
        case .none: nil
        }
    }

    @Test func `a key is the one that openssl knows the other half of`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        try MachineKeys.make(state)
        // openssl pkey -pubout of an X25519 key of 32 bytes 0x77.
        try state.write(.joinKey, line: String(repeating: "77", count: 32))
        let halves = try #require(try Self.halves(state))
        #expect(halves.key.hex == "1cf579aba45a10ba1d1ef06d91fca2aa9ed0a1150515653155405d0b18cb9a67")
        for line in ["", "77", String(repeating: "77", count: 33), String(repeating: "7x", count: 32)] {
            try state.write(.joinKey, line: line)
            Self.fails(.file) { () throws(WorkerFailure) in _ = try MachineKeys.read(state) }
        }
        try state.write(.joinKey, line: String(repeating: "77", count: 32))
        try state.write(.nodePassword, line: "short")
        Self.fails(.file) { () throws(WorkerFailure) in _ = try MachineKeys.read(state) }
    }

    @Test func `a seal's token is kept before anybody hears of it`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        let (cluster, owner) = (Address(1), Address(2))
        #expect(try WorkerSeal.read(state, cluster: cluster, owner: owner) == nil)
        let made = try WorkerSeal.make(state, cluster: cluster, owner: owner)
        let read = try #require(try WorkerSeal.read(state, cluster: cluster, owner: owner))
        #expect(read.token == made.token && read.key == made.key && read.bind == made.bind)
        #expect(made.token.hasPrefix("seal_") && made.token.utf8.count == 69)
        // Of another cluster, or another owner, it is another seal.
        let elsewhere = try #require(try WorkerSeal(made.token, cluster: Address(3), owner: owner))
        #expect(elsewhere.key != made.key && elsewhere.bind == made.bind)
        let stranger = try #require(try WorkerSeal(made.token, cluster: cluster, owner: Address(3)))
        #expect(stranger.key == made.key && stranger.bind != made.bind)
        try state.write(.sealToken, line: "seal_nonsense")
        Self.fails(.file) { () throws(WorkerFailure) in _ = try WorkerSeal.read(state, cluster: cluster, owner: owner) }
    }

    @Test func `a seal is live while all that it says holds`() throws {
        let seal = try #require(
            try WorkerSeal("seal_" + String(repeating: "5", count: 64), cluster: Address(1), owner: Address(2)))
        let bound = Bytes32(seal.bind.span)
        let good = Seal(
            sealID: Address(5), owner: Address(2), kind: 2, generation: 1, bind: try #require(bound),
            permissions: [], namespaces: [], issuedMilliseconds: 1, expiresEpoch: 40, revoked: false, sequence: 1,
            ext: [])
        #expect(seal.isLive(good, generation: 1, epoch: 39))
        // The epoch in which it expires is the first in which it is worth nothing.
        #expect(!seal.isLive(good, generation: 1, epoch: 40) && !seal.isLive(good, generation: 1, epoch: 41))
        #expect(!seal.isLive(good, generation: 2, epoch: 39) && !seal.isLive(nil, generation: 1, epoch: 39))
        var other = good
        other.revoked = true
        #expect(!seal.isLive(other, generation: 1, epoch: 39))
        other = good
        other.kind = 1
        #expect(!seal.isLive(other, generation: 1, epoch: 39))
        other = good
        other.bind = Bytes32()
        #expect(!seal.isLive(other, generation: 1, epoch: 39))
    }

    @Test func `what the machine joined as is kept`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        #expect(try JoinedNode.read(state) == nil)
        let node = JoinedNode(nodeName: "n-a-1", serverURL: "https://s:6443", tokenExpiresMilliseconds: 5)
        try node.write(state)
        #expect(try JoinedNode.read(state) == node)
        for bytes in [[], [1], .init(repeating: 0, count: 30)] as [[UInt8]] {
            try state.write(.joined, bytes)
            Self.fails(.file) { () throws(WorkerFailure) in _ = try JoinedNode.read(state) }
        }
    }

    @Test func `a transaction that is under way is kept`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        #expect(try PendingTransaction.read(state) == nil)
        let pending = PendingTransaction(transaction: [1, 2, 3], signature: [4])
        try pending.write(state)
        #expect(try PendingTransaction.read(state) == pending)
        try state.write(.pending, [9, 9])
        Self.fails(.file) { () throws(WorkerFailure) in _ = try PendingTransaction.read(state) }
    }
}
