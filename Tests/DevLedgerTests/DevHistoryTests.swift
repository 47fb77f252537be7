// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import SuiLedger
import Testing

@testable import DevLedger

/// A ledger in a file: what was answered is there again.
@Suite(.timeLimit(.minutes(10))) struct DevHistoryTests {
    private static let begin: UInt64 = 1_795_212_180_500

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(seed: UInt64 = 7, time: DevTime = .stepped) throws -> (node: DevNode, warning: String?) {
        try DevNode.open(folder.file, seed: seed, milliseconds: Self.begin, time: time)
    }

    private func bytes() throws -> [UInt8] { try FileContents.read(folder.file, limit: 1 << 20).bytes }

    /// All that a node tells, as text.
    private func told(_ node: DevNode, of people: [Address], _ table: Address) -> [String] {
        let transaction = "transaction { digest effects { checkpoint { sequenceNumber } } }"
        let event = "sequenceNumber contents { type { repr } bcs } \(transaction)"
        var queries = [
            "chainIdentifier checkpoint { sequenceNumber timestamp epoch { epochId startTimestamp } }",
            "events(first: 50) { nodes { \(event) } }",
        ]
        for id in people + [table] {
            queries.append(
                """
                address(address: \\"\(id)\\") { balance(coinType: \\"x\\") { totalBalance } \
                objects(first: 50) { nodes { address version digest contents { type { repr } bcs } } } \
                dynamicFields(first: 50) { nodes { name { bcs } value { ... on MoveValue { bcs } } } } }
                """)
        }
        return queries.map { query in
            let body = Array("{\"query\":\"{ \(query) }\"}".utf8)
            return String(decoding: node.answer(body.span), as: UTF8.self)
        }
    }

    /// A cluster, a stake, a refusal, gifts, epochs and time; gives the table of stakes.
    private func live(_ world: DevNodeWorld) throws -> Address {
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        var builder = ProgramBuilder()
        builder.call(world.node.identity.package, "cluster", "create_cluster", [])
        let created = try #require(try world.send(builder.program).events.last)
        guard
            case .clusterCreated(let cluster)? = try ContractEvent(
                module: "cluster", name: "ClusterCreated", contents: created.contents)
        else { throw LedgerError(.malformed, "no cluster") }
        world.node.advance(milliseconds: 1_234)
        guard case .shared(let version)? = try world.ask(ObjectQuestion(cluster.cluster))?.owner else {
            throw LedgerError(.malformed, "no pool")
        }
        for amount: UInt64 in [5, 2_000_000_000] {
            var stake = ProgramBuilder()
            let pool = stake.shared(cluster.cluster, initialVersion: version, writes: true)
            let coin = stake.coin(amount)
            let clock = stake.clock()
            stake.call(world.node.identity.package, "staking", "stake", [pool, coin, clock])
            #expect((try world.send(stake.program).failure == nil) == (amount > 5))
            world.node.nextEpoch()
        }
        let wrapper = try world.node.addWrapper()
        var call = ProgramBuilder()
        call.call(wrapper, "cluster", "create_cluster", [])
        #expect(try world.send(call.program).failure == nil)
        #expect(world.node.faucet(7, to: Address(9)))
        return cluster.stakes
    }

    @Test func `what a ledger told it tells again, from its file`() throws {
        var told: [String] = []
        var table = Address(0)
        var owner = Address(0)
        do {
            let opened = try open()
            #expect(opened.warning == nil)
            let world = try DevNodeWorld(opened.node)
            owner = world.address
            table = try live(world)
            told = self.told(world.node, of: [owner, Address(9)], table)
        }
        #expect(told[0].contains(#""sequenceNumber":7,"timestamp":"2026-11-20T22:03:01.734Z","epoch":{"epochId":2"#))
        for _ in 0..<2 {
            let again = try open()
            #expect(again.warning == nil && self.told(again.node, of: [owner, Address(9)], table) == told)
        }
        // Whatever the clock that is asked for: the file's own counts.
        let later = try DevNode.open(folder.file, seed: 7, milliseconds: 1)
        #expect(self.told(later.node, of: [owner, Address(9)], table) == told)
    }

    @Test func `what is done again leads to the same state`() throws {
        let node = try open().node
        _ = try live(try DevNodeWorld(node))
        var text = HistoryText()
        let lines = try bytes().split(separator: 0x0a)
        let first = text.head(lines[0])
        let head = try #require(first)
        let ledgers = (0..<2).map { _ in LocalLedger(seed: head.seed, milliseconds: head.milliseconds) }
        for line in lines.dropFirst() {
            let read = text.entry(line)
            let entry = try #require(read)
            for ledger in ledgers { #expect(ledger.repeats(entry)) }
        }
        #expect(ledgers[0].chain.fingerprint == ledgers[1].chain.fingerprint)
        #expect(ledgers[0].objects == ledgers[1].objects)
        #expect(ledgers[0].transactions == ledgers[1].transactions)
        #expect(ledgers[0].chainID == node.identity.chain && ledgers[0].transactions.count == 4)
    }

    // A crash in the middle of a write leaves any part of a line, or none.
    @Test func `a last line that was never finished is cut off, and said to be`() throws {
        var (owner, table) = (Address(0), Address(0))
        do {
            let world = try DevNodeWorld(try open().node)
            (owner, table) = (world.address, try live(world))
        }
        let people = [owner, Address(9)]
        let whole = try bytes()
        let ends = whole.indices.filter { whole[$0] == 0x0a }
        #expect(ends.count == 11)
        for end in ends.dropLast() {
            let next = try #require(ends.first { $0 > end })
            try folder.write(Array(whole[...end]))
            let right = told(try open().node, of: people, table)
            for count in [end + 2, (end + next) / 2, next] {
                try folder.write(Array(whole[..<count]))
                let opened = try open()
                let torn = "an unfinished last line was cut off: \(count - end - 1) bytes that nobody was told of"
                #expect(opened.warning == torn)
                #expect(told(opened.node, of: people, table) == right)
                #expect(try bytes() == Array(whole[...end]))
            }
        }
        // What is added behind a cut is whole again.
        try folder.write(Array(whole.dropLast()))
        let node = try open().node
        #expect(node.faucet(7, to: Address(9)))
        #expect(try bytes() == whole)
    }

    @Test func `a first line that was never finished is begun anew`() throws {
        _ = try open()
        let line = try bytes()
        for count in 0..<line.count {
            try folder.write(Array(line[..<count]))
            let opened = try open()
            #expect((opened.warning == nil) == (count == 0))
            #expect(try bytes() == line)
        }
    }

    @Test func `any other damage is an error that names the line, and nothing is changed`() throws {
        _ = try live(try DevNodeWorld(try open().node))
        let whole = try bytes()
        let lines = whole.split(separator: 0x0a).map { Array($0) + [0x0a] }
        for (number, line) in lines.enumerated() {
            for place in [line.count / 3, line.count - 2] {
                var changed = lines
                // A blank would be a word more, and a new end of line another line.
                changed[number][place] ^= 1
                let damaged = changed.flatMap(\.self)
                try folder.write(damaged)
                let error: HistoryError = number == 0 && place < 20 ? .foreign : .damaged(line: number + 1)
                #expect(throws: error) { try open() }
                #expect(try bytes() == damaged)
            }
        }
        // A line that is missing, twice there, or in another's place.
        let orders = [[0, 2], [0, 1, 1], [0, 1, 3, 2]]
        let places = [2, 3, 3]
        for (order, place) in zip(orders, places) {
            try folder.write(order.flatMap { lines[$0] })
            #expect(throws: HistoryError.damaged(line: place)) { try open() }
        }
    }

    @Test func `a line that is well written and does not follow is damage, too`() throws {
        let stamp = HistoryEntry.Stamp(height: 1, milliseconds: Self.begin, epoch: 0, clock: 0)
        var wrong: [HistoryEntry] = [
            HistoryEntry(deed: .transaction([1, 2], []), stamp: stamp),
            HistoryEntry(deed: .gift(0, to: Address(9)), stamp: stamp),
            HistoryEntry(deed: .epoch, stamp: stamp),
        ]
        var early = stamp
        early.milliseconds -= 1
        wrong.append(HistoryEntry(deed: .time, stamp: early))
        var first = stamp
        first.height = 0
        wrong.append(HistoryEntry(deed: .time, stamp: first))
        for entry in wrong {
            var text = HistoryText()
            let head = text.line(HistoryText.Head(seed: 7, milliseconds: Self.begin, clock: 0))
            try folder.write(head + text.line(entry))
            #expect(throws: HistoryError.damaged(line: 2)) { try open() }
        }
    }

    @Test func `what is no history is left alone`() throws {
        for text in ["hello", "hello\n", "k3s-daas-devledger 2 7 0 0 0\n", "\n", "k3s-daas-devledger!"] {
            try folder.write(Array(text.utf8))
            #expect(throws: HistoryError.foreign) { try open() }
            #expect(try bytes() == Array(text.utf8))
        }
        #expect(throws: HistoryError.file(.system(SystemError(call: "open", errno: 2)))) {
            try DevNode.open("\(folder.path)/none/ledger", seed: 7)
        }
    }

    @Test func `a file belongs to one process, and to one seed`() throws {
        let first = try open().node
        #expect(throws: HistoryError.inUse) { try open() }
        #expect(first.faucet(1, to: Address(9)))
        let other = try TemporaryFolder()
        _ = try DevNode.open(other.file, seed: 1)
        #expect(throws: HistoryError.otherSeed(1)) { try DevNode.open(other.file, seed: 2) }
    }

    #if DEBUG
        @Test(arguments: ["write", "fdatasync"]) func `what cannot be written is never told`(_ call: String) throws {
            let node = try open().node
            #expect(node.faucet(1, to: Address(9)))
            let before = try bytes()
            let isGiven = Faults.$only.withValue(call) {
                Faults.$queue.withValue(Locked([EIO])) { node.faucet(1, to: Address(9)) }
            }
            #expect(!isGiven)
            // Nobody knows what is on disk: until the file is opened again, nothing is told or done.
            #expect(throws: DevRefusal.unwritten) { try node.give(1, to: Address(9)) }
            #expect(!node.nextEpoch() && !node.advance(milliseconds: 1))
            let answer = self.told(node, of: [], Address(0))[0]
            #expect(answer.contains(#""code":"INTERNAL_SERVER_ERROR""#) && !answer.contains("sequenceNumber"))
            if call == "write" { #expect(try bytes() == before) }
        }
    #endif

    @Test func `a ledger that runs goes on as if it had run all the time`() throws {
        let clock = TestClock(1_000_000)
        func tip(_ node: DevNode) -> String {
            let body = Array(#"{"query":"{ checkpoint { sequenceNumber timestamp } }"}"#.utf8)
            return String(decoding: node.answer(body.span), as: UTF8.self)
        }
        func answer(_ height: Int, _ time: String) -> String {
            #"{"data":{"checkpoint":{"sequenceNumber":\#(height),"timestamp":"2026-11-20T22:03:\#(time)Z"}}}"#
        }
        do {
            let node = try open(time: clock.time).node
            clock.set(1_000_300)
            #expect(node.faucet(1, to: Address(9)))
            clock.set(1_000_600)
            node.advance(milliseconds: 10_000)
            clock.set(1_002_499)
            #expect(tip(node) == answer(10, "12.999"))
        }
        do {
            let node = try open(time: clock.time).node
            #expect(tip(node) == answer(10, "12.999"))
            clock.set(1_002_500)
            #expect(tip(node) == answer(11, "13.000"))
        }
        // A clock that was set back makes nothing younger.
        clock.set(900_000)
        #expect(tip(try open(time: clock.time).node) == answer(3, "11.100"))
        // And one that steps stands where something happened last.
        #expect(tip(try open().node) == answer(3, "11.100"))
    }
}
