// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Crypto
import DevLedger
import Glibc
import HTTPClient
import Kernel
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// Real folders, and a local ledger behind HTTP.
@Suite(.timeLimit(.minutes(10))) struct AnchorTrailTests {
    /// A folder, gone with its owner.
    final class Ground {
        let path: String

        init() throws {
            var template = Array("/tmp/k3s-daas-anchor-XXXXXX".utf8CString)
            let made = try #require(mkdtemp(&template))
            path = String(cString: made)
        }

        deinit { try? Folder.remove(path) }

        func log(_ name: String) -> TrailAnchorLog {
            TrailAnchorLog(AuditTrailSettings(folder: "\(path)/\(name)", log: "\(name):anchors"))
        }
    }

    final class Source: HeadSource {
        let size = Locked<UInt64>(1)
        func heads() -> (heads: [LogHead], refused: [HeadJudgement.Refused]) {
            ([AnchorWorld.head("a", size.withLock { $0 })], [])
        }
        func believed(_ heads: [LogHead]) {}
    }

    static func chain(_ ledger: JoinLedger) -> LedgerAnchorChain {
        let calls = PatientCalls(ledger.nodes, package: ledger.node.identity.package, ids: ledger.ids)
        let questions = ClusterQuestions(ledger.ids, types: ledger.node.identity.package)
        return LedgerAnchorChain(ledger.wallet, ledger.nodes, calls, questions)
    }

    @Test func `two controllers lead in turn, and what they anchored is one tree`() throws {
        let ground = try Ground()
        let ledger = try JoinLedger(registers: false)
        let (chain, source, store) = (
            Self.chain(ledger), Source(), ConfigMapStore(ConfigMapStoreTests.Door(), namespace: "ours")
        )
        #expect(try chain.last() == nil)
        let logs = [ground.log("one"), ground.log("two")]
        for turn in 1...6 {
            source.size.withLock { $0 += 1 }
            let round = AnchorRound(store: store, chain: chain, log: logs[turn / 2 % 2], source: source) { true }
            let result = try round.run(quiet: nil, at: WallTime(seconds: Int64(turn)))
            #expect(result.isNew && !result.isUnproved && result.root?.sequence == UInt64(turn))
            #expect(try chain.last() == result.root)
        }
        for log in logs { log.close() }
        // The one that led last holds the root of the chain.
        let last = try #require(try chain.last())
        let holder = ground.log("two")
        #expect(try holder.position().head() == last.head)
        holder.close()
        let scanned = try AnchoredLogs.read(
            ["\(ground.path)/one", "\(ground.path)/two"], roots: [last.head])
        #expect(scanned.isSound)
        withExtendedLifetime(ledger) {}
    }

    @Test func `an entry of which nobody was told is anchored first by whoever finds it`() throws {
        let ground = try Ground()
        let ledger = try JoinLedger(registers: false)
        let chain = Self.chain(ledger)
        let store = ConfigMapStore(ConfigMapStoreTests.Door(), namespace: "ours")
        let before = ground.log("one")
        _ = try before.goOn(from: TrailPosition())
        let entry = AnchorEntry(sequence: 1, heads: [AnchorWorld.head("a", 1)], known: [])
        let position = try before.append(entry.line(at: WallTime(seconds: 1)))
        before.close()
        let log = ground.log("one")
        let round = AnchorRound(store: store, chain: chain, log: log, source: Source()) { true }
        let result = try round.run(quiet: nil, at: WallTime(seconds: 2))
        #expect(try result.isNew && result.root?.head == position.head())
        log.close()
        withExtendedLifetime(ledger) {}
    }

    @Test func `an entry that the disk did not take in time is there once, or not at all`() async throws {
        let ground = try Ground()
        let path = "\(ground.path)/one"
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let log = TrailAnchorLog(
                AuditTrailSettings(folder: path, log: "one:anchors"), patience: .milliseconds(50))
            let first = try log.goOn(from: TrailPosition())
            func entry(_ sequence: UInt64, _ count: Int) -> ByteBuffer {
                AnchorEntry(
                    sequence: sequence, heads: (0..<count).map { AnchorWorld.head("log\($0)", 1) }, known: []
                ).line(at: WallTime(seconds: 1))
            }
            let short = entry(1, 1)
            let base = try log.append(short)
            try #require(base.size == first.size + 1)
            var limit = rlimit(rlim_cur: 2048, rlim_max: rlim_t.max)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            for _ in 0..<3 {
                try #require(try log.goOn(from: base) == base)
                let long = entry(2, 40)
                #expect(throws: AnchorFailure(.disk, "")) { try log.append(long) }
            }
            limit.rlim_cur = rlim_t.max
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            try #require(try log.goOn(from: base) == base)
            let last = entry(2, 2)
            try #require(try log.append(last).size == 2)
            log.close()
        }
        let log = ground.log("one")
        #expect(try log.position().size == 2)
        let line = try log.entry(1)
        #expect(AnchoredHeads(line.span)?.heads.count == 2)
        log.close()
    }

    @Test func `where a log stood, and what its entries were, is read from its folder`() throws {
        let ground = try Ground()
        let log = ground.log("one")
        var passed = [try log.goOn(from: TrailPosition())]
        for size in 1...5 as ClosedRange<UInt64> {
            let entry = AnchorEntry(sequence: size, heads: [AnchorWorld.head("a", size)], known: [])
            passed.append(try log.append(entry.line(at: WallTime(seconds: 1))))
        }
        for (size, position) in passed.enumerated().dropFirst() {
            let mark = try #require(try log.mark(at: UInt64(size)))
            #expect(mark.position == position && mark.isWhole && mark.heads == [AnchorWorld.head("a", UInt64(size))])
            #expect(mark.proof?.start == passed[size - 1] && mark.proof?.lines.count == 1)
        }
        #expect(try log.mark(at: 6) == nil)
        for index in 0..<5 as Range<UInt64> {
            let line = try log.entry(index)
            #expect(TrailLine(line.span)?.index == index)
            #expect(AnchoredHeads(line.span)?.heads == [AnchorWorld.head("a", index + 1)])
        }
        #expect(throws: AnchorFailure(.disk, "")) { try log.entry(5) }
        // Begun elsewhere, it holds nothing of what was before.
        let other = ground.log("two")
        #expect(try other.goOn(from: passed[3]) == passed[3])
        #expect(try other.mark(at: 3) == AnchorMark(position: passed[3], heads: []) && other.mark(at: 2) == nil)
        #expect(throws: AnchorFailure(.disk, "")) { try other.entry(2) }
        log.close()
        other.close()
    }

    @Test func `what older versions have written is read as far as it goes`() throws {
        let ground = try Ground()
        let log = ground.log("one")
        _ = try log.goOn(from: TrailPosition())
        for heads in [[AnchorWorld.head("a", 9), AnchorWorld.head("b", 1)], [AnchorWorld.head("b", 2)]] {
            let entry = AnchorEntry(sequence: 1, heads: heads, known: []).line(at: WallTime(seconds: 1))
            var old = ByteBuffer()
            old.append(String(decoding: entry.bytes, as: UTF8.self).replacing(#","known":[]"#, with: ""))
            _ = try log.append(old)
        }
        #expect(try log.lastHeads() == [AnchorWorld.head("a", 9), AnchorWorld.head("b", 2)])
        let before = try #require(try log.mark(at: 2))
        #expect(try before == AnchorMark(position: log.position(), heads: []))
        let entry = AnchorEntry(sequence: 3, heads: [AnchorWorld.head("b", 3)], known: [AnchorWorld.head("a", 10)])
        _ = try log.append(entry.line(at: WallTime(seconds: 1)))
        let heads = [AnchorWorld.head("a", 10), AnchorWorld.head("b", 3)]
        #expect(try log.lastHeads() == heads)
        let mark = try #require(try log.mark(at: 3))
        #expect(mark.isWhole && mark.heads == heads && mark.proof?.start == before.position)
        log.close()
    }

    @Test func `what keeps a root from the chain has a name`() throws {
        let ledger = try JoinLedger(registers: false)
        let chain = Self.chain(ledger)
        let head = TreeHead(size: 3, root: Bytes32())
        try chain.anchor(head, sequence: 3)
        #expect(throws: AnchorFailure(.superseded, "")) { try chain.anchor(head, sequence: 3) }
        #expect(throws: AnchorFailure(.refused, "")) {
            try chain.anchor(TreeHead(size: 2, root: Bytes32()), sequence: 4)
        }
        #expect(LedgerAnchorChain.failure(.noCapability).code == .refused)
        #expect(LedgerAnchorChain.failure(.send(.noFunds(needed: 2, available: 1))).code == .refused)
        #expect(LedgerAnchorChain.failure(.send(.calledOff)).code == .notLeader)
        #expect(LedgerAnchorChain.failure(.send(.ledger(LedgerError(.timeout, "")))).code == .chain)
        var faults = DevFaults()
        faults.error = 100
        ledger.node.faults = faults
        #expect(throws: AnchorFailure(.chain, "")) { try chain.last() }
    }

    @Test func `a folder that another process writes is no log`() throws {
        let ground = try Ground()
        let held = try AuditTrail(AuditTrailSettings(folder: "\(ground.path)/one", log: "one:anchors"))
        var settings = AuditTrailSettings(folder: "\(ground.path)/one", log: "one:anchors")
        settings.patience = .milliseconds(1)
        #expect(throws: AnchorFailure(.disk, "")) { try TrailAnchorLog(settings).position() }
        held.close(within: .seconds(30))
        let log = TrailAnchorLog(settings)
        #expect(try log.position() == TrailPosition())
        log.close()
        var other = settings
        other.log = "two:anchors"
        let full = TrailAnchorLog(settings)
        _ = try full.goOn(from: TrailPosition())
        _ = try full.append(AnchorEntry(sequence: 1, heads: [], known: []).line(at: WallTime(seconds: 1)))
        full.close()
        #expect(throws: AnchorFailure(.disk, "")) { try TrailAnchorLog(other).position() }
    }

    @Test func `an anchorer anchors what grew, says so once, and not that it said so`() throws {
        let ground = try Ground()
        let ledger = try JoinLedger(registers: false)
        let own = try AuditTrail(AuditTrailSettings(folder: "\(ground.path)/own", log: "own"))
        let journal = TrailJournal(trail: own)
        let head: @Sendable () -> LogHead? = {
            own.settle(within: .seconds(60))
            return LogHead(log: "own", head: own.head)
        }
        let lines = try LineSink(.file("/dev/null"))
        let log = Log(to: lines)
        let anchors = ground.log("one")
        let round = AnchorRound(
            store: ConfigMapStore(ConfigMapStoreTests.Door(), namespace: "ours"), chain: Self.chain(ledger),
            log: anchors, source: HeadPoll(try Client(), [], log: log, own: head)
        ) { true }
        let metrics = AnchorMetrics(in: Registry())
        let anchorer = Anchorer(
            round, every: .seconds(600), journal: journal, settled: head, metrics: metrics, log: log)
        journal.record(ActRecord(.run, "seal-controller", .begun), at: .now)
        #expect(anchorer.attempt())
        #expect(metrics.shown.withLock { $0.sequence } == 1)
        #expect(own.settle(within: .seconds(60)) && own.head.size == 2)
        #expect(anchorer.attempt() && anchorer.attempt())
        #expect(metrics.shown.withLock { $0.sequence } == 1 && own.head.size == 2)
        journal.record(ActRecord(.run, "seal-controller", .done), at: .now)
        #expect(anchorer.attempt())
        #expect(metrics.shown.withLock { $0.sequence } == 2)
        anchors.close()
        own.close(within: .seconds(30))
        withExtendedLifetime(ledger) {}
    }

    @Test func `after the loss of folders and ConfigMap the contract takes a log that is begun anew, and that is said`()
        throws
    {
        let ground = try Ground()
        let ledger = try JoinLedger(registers: false)
        let (chain, source, journal) = (Self.chain(ledger), Source(), FakeJournal())
        func anchorer(_ name: String, _ restartsAfter: UInt64?) throws -> (Anchorer, TrailAnchorLog) {
            let anchors = ground.log(name)
            let store = ConfigMapStore(ConfigMapStoreTests.Door(), namespace: "ours")
            let round = AnchorRound(
                store: store, chain: chain, log: anchors, source: source, restartsAfter: restartsAfter
            ) { true }
            let anchorer = Anchorer(
                round, every: .seconds(600), journal: journal, settled: { nil }, metrics: AnchorMetrics(in: Registry()),
                log: Log(to: try LineSink(.file("/dev/null"))))
            return (anchorer, anchors)
        }
        let (first, before) = try anchorer("one", nil)
        for _ in 0..<3 {
            source.size.withLock { $0 += 1 }
            #expect(first.attempt())
        }
        before.close()
        let lost = try #require(try chain.last())
        // Another machine, and a ConfigMap that is empty.
        for number in [nil, 2] as [UInt64?] {
            let (blind, log) = try anchorer("two", number)
            #expect(!blind.attempt())
            log.close()
        }
        let (second, after) = try anchorer("two", 3)
        #expect(second.attempt() && second.attempt())
        after.close()
        #expect(try chain.last()?.sequence == 5)
        #expect(journal.words.count { $0 == "anchor_restart audit_anchor done" } == 1)
        let roots = [lost.head, try #require(try chain.last()).head]
        let read = try AnchoredLogs.read(["\(ground.path)/two"], roots: roots)
        #expect(read.isSound && read.findings.map(\.code) == [.restarted, .absent])
        let both = try AnchoredLogs.read(["\(ground.path)/one", "\(ground.path)/two"], roots: roots)
        #expect(both.isSound && both.findings.first { $0.code == .restarted }?.count == 0)
        withExtendedLifetime(ledger) {}
    }

    /// An anchorer over a world, whose acts are kept.
    static func anchorer(
        _ round: AnchorRound, _ journal: any ActJournal, patience: Duration = Begun.patience
    ) throws -> (Anchorer, AnchorMetrics) {
        let metrics = AnchorMetrics(in: Registry())
        let log = Log(to: try LineSink(.file("/dev/null")))
        let anchorer = Anchorer(
            round, every: .seconds(600), journal: journal, settled: { nil }, metrics: metrics, log: log,
            patience: patience)
        return (anchorer, metrics)
    }

    @Test func `a head that is not believed is written down also where nothing is anchored`() throws {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes = ["a": 5, "b": 5] }
        let journal = FakeJournal()
        let (anchorer, metrics) = try Self.anchorer(world.controller(0), journal)
        #expect(anchorer.attempt())
        world.state.withLock { $0.sizes = ["a": 4, "b": 3] }
        #expect(!anchorer.attempt() && !anchorer.attempt())
        #expect(
            journal.words == [
                "anchor audit_anchor done", "audit_head a refused(shrunk)", "audit_head b refused(shrunk)",
            ])
        #expect(metrics.refusals.value(of: .shrunk) == 4 && metrics.failures.value(of: .noHeads) == 2)
        // Another head is, and the chain does not answer; what is not asked again is not said again either.
        world.state.withLock { state in
            state.sizes = ["a": 4, "b": 6]
            state.holds = true
        }
        #expect(!anchorer.attempt() && !anchorer.attempt())
        #expect(metrics.refusals.value(of: .shrunk) == 5)
        world.state.withLock { $0.holds = false }
        #expect(anchorer.attempt() && anchorer.attempt())
        #expect(journal.words.count { $0.hasPrefix("audit_head") } == 2)
    }

    @Test func `of a transaction of which nobody knows it is said that it was sent`() throws {
        let world = AnchorWorld(seed: 1)
        let journal = FakeJournal()
        let (anchorer, metrics) = try Self.anchorer(world.controller(0), journal)
        world.state.withLock { $0.holds = true }
        #expect(!anchorer.attempt())
        #expect(journal.words == ["anchor audit_anchor failed(unknown)"] && metrics.failures.value(of: .unknown) == 1)
        let sent = try #require(world.state.withLock { $0.underWay.first })
        let line = String(decoding: try #require(journal.acts.first).line(at: .now).bytes, as: UTF8.self)
        #expect(line.contains(#""sequence":1,"root":"\#(sent.head.root.hex)""#))
        #expect(LedgerAnchorChain.failure(.send(.unknown(Digest(Bytes32())))).code == .unknown)
    }

    /// Everything but the chain is lost behind three roots, and an operator has said so.
    static func lost() throws -> AnchorWorld {
        let world = AnchorWorld(seed: 1)
        for size in 2...4 {
            world.state.withLock { $0.sizes["controller@a"] = UInt64(size) }
            _ = try world.controller(0).run(quiet: nil, at: WallTime(seconds: 1))
        }
        world.loseAnchorings()
        world.allowRestart()
        return world
    }

    @Test func `that a log is begun anew is written down before, whatever becomes of it`() throws {
        let world = try Self.lost()
        let journal = FakeJournal()
        let (anchorer, _) = try Self.anchorer(world.controller(0), journal)
        // It is on the chain, and nobody hears of that.
        world.state.withLock { $0.holds = true }
        #expect(!anchorer.attempt())
        world.land()
        world.state.withLock { $0.holds = false }
        #expect(anchorer.attempt())
        #expect(
            journal.words == [
                "anchor_restart audit_anchor begun", "anchor_restart audit_anchor failed(unknown)",
                "anchor audit_anchor failed(unknown)", "anchor audit_anchor done",
            ])
    }

    @Test func `a log is not begun anew where that cannot be written down`() throws {
        let world = try Self.lost()
        let journal = SlowJournal()
        let (anchorer, metrics) = try Self.anchorer(world.controller(0), journal, patience: .milliseconds(20))
        journal.hang()
        #expect(!anchorer.attempt())
        journal.answerAll(false)
        #expect(!anchorer.attempt())
        #expect(world.state.withLock { $0.folders.isEmpty && $0.landed.count == 3 })
        #expect(journal.putOffs == 2 && metrics.failures.value(of: .disk) == 2)
        let once = ["anchor_restart audit_anchor begun", "anchor_restart audit_anchor failed(unrecorded)"]
        #expect(journal.words == once + once)
        journal.answerAll(true)
        #expect(anchorer.attempt())
        #expect(
            journal.words.suffix(3) == [
                "anchor_restart audit_anchor begun", "anchor_restart audit_anchor done", "anchor audit_anchor done",
            ])
    }

    @Test func `that something could not be proved stands in the act`() throws {
        let world = try AnchorRoundTests.forged { marks, _ in (marks, "") }
        world.state.withLock { $0.sizes = ["a": 7] }
        let journal = FakeJournal()
        let (anchorer, _) = try Self.anchorer(world.controller(1), journal)
        #expect(anchorer.attempt())
        world.state.withLock { $0.sizes = ["a": 8] }
        #expect(anchorer.attempt())
        #expect(journal.acts.map(\.reason?.text) == ["unproved", nil])
    }

    @Test func `a head that is not believed is written down once and counted each time`() throws {
        let world = AnchorWorld(seed: 1)
        world.state.withLock { $0.sizes = ["a": 5, "b": 5] }
        let journal = FakeJournal()
        let metrics = AnchorMetrics(in: Registry())
        let log = Log(to: try LineSink(.file("/dev/null")))
        let anchorer = Anchorer(
            world.controller(0), every: .seconds(600), journal: journal, settled: { nil }, metrics: metrics, log: log)
        #expect(anchorer.attempt())
        world.state.withLock { $0.sizes = ["a": 4, "b": 6] }
        #expect(anchorer.attempt() && anchorer.attempt())
        #expect(
            journal.words == [
                "anchor audit_anchor done", "audit_head a refused(shrunk)", "anchor audit_anchor done",
            ])
        #expect(metrics.refusals.value(of: .shrunk) == 2)
        world.state.withLock { $0.landed.append(AnchoredRoot(sequence: 9, head: TreeHead(size: 9, root: Bytes32()))) }
        #expect(!anchorer.attempt())
        #expect(metrics.failures.value(of: .unknownRoot) == 1)
        #expect(journal.words.last == "anchor audit_anchor failed(unknown_root)")
    }
}

/// Into a trail, for a test.
private struct TrailJournal: ActJournal {
    let trail: AuditTrail

    func record(_ act: ActRecord, at time: WallTime) { trail.append(act.line(at: time)) }
}
