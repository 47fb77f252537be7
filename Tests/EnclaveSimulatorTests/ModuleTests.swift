// SPDX-License-Identifier: Apache-2.0
import EnclaveSimulator
import Glibc
import Kernel
import NSM
import Testing

struct ModuleTests {
    /// A clock that stands still until it is told otherwise.
    private final class Clock: Sendable {
        private let time = Locked(WallTime(seconds: 1_762_795_210))

        var now: WallTime { time.withLock { $0 } }

        func pass(_ seconds: Int64) { time.withLock { $0 = WallTime(seconds: $0.seconds + seconds) } }
    }

    /// The certificates in a document: the module's own draft tells where they stand.
    private static func certificates(_ module: SimulatedModule) throws -> [[UInt8]] {
        guard case .attest(let document) = module.answer(.attest(userData: nil, nonce: nil, publicKey: nil)) else {
            return []
        }
        // Each is a byte string of 256 bytes or more that begins with a sequence: 59 LLLL 3082.
        var found: [[UInt8]] = []
        var place = 12
        while place + 5 < document.count {
            let length = Int(document[place + 1]) << 8 | Int(document[place + 2])
            if document[place] == 0x59, document[place + 3] == 0x30, document[place + 4] == 0x82,
                place + 3 + length <= document.count
            {
                found.append(Array(document[(place + 3)..<(place + 3 + length)]))
                place += 3 + length
            } else {
                place += 1
            }
        }
        return found
    }

    // Leaf first, as documents have it; then root, regional, zonal, instance.
    @Test func `a leaf is used again until it has a quarter of an hour left`() throws {
        let clock = Clock()
        let module = try SimulatedModule(now: { clock.now })
        let first = try Self.certificates(module)
        #expect(first.count == 5)
        clock.pass(10_800 - 900)
        #expect(try Self.certificates(module) == first)
        clock.pass(1)
        let second = try Self.certificates(module)
        #expect(zip(first, second).map { $0 == $1 } == [false, true, true, true, true])
        let leaf = try ReadCertificate(second[0])
        #expect(leaf.life == 10_803)
        #expect(leaf.counts(at: Int(clock.now.seconds) + 10_799))
    }

    @Test func `what signs a new leaf does not end before it`() throws {
        let clock = Clock()
        let module = try SimulatedModule(now: { clock.now })
        let root = module.root
        var seen: Set<[UInt8]> = []
        // Three weeks, an hour at a time.
        for hour in 0..<(24 * 21) {
            if hour.isMultiple(of: 7) {
                let all = try Self.certificates(module).map { try ReadCertificate($0) }
                let times = [Int(clock.now.seconds) + 1, Int(clock.now.seconds) + 899]
                #expect(all.allSatisfy { certificate in times.allSatisfy { certificate.counts(at: $0) } })
                #expect(all[0].isSigned(by: all[4]))
                #expect(all[4].isSigned(by: all[3]))
                #expect(all[3].isSigned(by: all[2]))
                #expect(all[2].isSigned(by: all[1]))
            }
            clock.pass(3600)
            seen.insert(module.root)
        }
        #expect(seen == [root])
    }

    @Test func `a document shows locked registers and no others`() throws {
        let module = try SimulatedModule(now: { WallTime(seconds: 1_762_795_210) })
        func shown() -> Int {
            guard case .attest(let document) = module.answer(.attest(userData: nil, nonce: nil, publicKey: nil)) else {
                return 0
            }
            // "pcrs", and how many entries the map has.
            let mark = Array("dpcrs".utf8)
            let place = document.indices.first { document[$0...].starts(with: mark) } ?? 0
            let head = document[place + mark.count]
            return head == 0xb8 ? Int(document[place + mark.count + 1]) : Int(head & 31)
        }
        #expect(shown() == 16)
        #expect(module.answer(.lockPCR(16)) == .lockPCR)
        #expect(shown() == 17)
        #expect(module.answer(.lockPCRs(32)) == .lockPCRs)
        #expect(shown() == 32)
    }

    @Test func `behind a socket it is the same module to all`() throws {
        let path = "@nsm-simulator-test-\(getpid())"
        let module = try SimulatedModule()
        let server = try SimulatorServer(module, path: path)
        defer { server.stop() }
        let first = try SecurityModule(try NSMSocket(path: path))
        let second = try SecurityModule(try NSMSocket(path: path))
        let value = try first.extend(16, by: [1, 2, 3])
        #expect(try second.register(16) == PCRState(isLocked: false, value: value))
        try second.lock(below: 32)
        #expect(throws: NSMError.device(.readOnlyIndex)) { _ = try first.extend(16, by: [1]) }
        #expect(try first.describe().lockedRegisters == Array(0..<32))
        #expect(try first.attest(nonce: [1]).count > 4000)
        #expect(try second.random().count == 256)
    }

    @Test func `who stays silent or speaks nonsense keeps nobody else from an answer`() throws {
        let path = "@nsm-simulator-nonsense-\(getpid())"
        let server = try SimulatorServer(try SimulatedModule(), path: path)
        defer { server.stop() }
        let deadline = Monotonic.now.advanced(by: .seconds(30))
        let silent = try Endpoint.unix(path).connect(until: deadline)
        let half = try Endpoint.unix(path).connect(until: deadline)
        try half.writeAll([0, 0].span, until: deadline)
        let long = try Endpoint.unix(path).connect(until: deadline)
        try long.writeAll([0xff, 0xff, 0xff, 0xff].span, until: deadline)
        #expect(throws: StreamError.ended(received: 0)) { _ = try long.readExactly(1, until: deadline) }
        let empty = try Endpoint.unix(path).connect(until: deadline)
        try empty.writeAll([0, 0, 0, 0].span, until: deadline)
        #expect(throws: StreamError.ended(received: 0)) { _ = try empty.readExactly(1, until: deadline) }
        let module = try SecurityModule(try NSMSocket(path: path))
        #expect(try module.random().count == 256)
        // The rest of what was begun is an answer yet: DescribeNSM.
        try half.writeAll([0, 12, 0x6b].span, until: deadline)
        try half.writeAll(Array("DescribeNSM".utf8).span, until: deadline)
        #expect(try half.readExactly(2, until: deadline) == [0, 0])
        withExtendedLifetime(silent.raw) {}
    }

    @Test func `what stops ends its connections`() throws {
        let path = "@nsm-simulator-stop-\(getpid())"
        let server = try SimulatorServer(try SimulatedModule(), path: path)
        let module = try SecurityModule(try NSMSocket(path: path))
        #expect(try module.random().count == 256)
        server.stop()
        #expect(throws: NSMError.lost) { _ = try module.random() }
        #expect(module.isLost)
    }
}
