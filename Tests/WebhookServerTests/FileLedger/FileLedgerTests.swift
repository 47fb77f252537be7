// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Operations
import SealAuthN
import Telemetry
import TestSupport
import Testing

@testable import WebhookServer

@Suite struct FileLedgerTests {
    static let vector = SealVector.all[3]
    /// Long after any file of these tests was written: signatures are settled.
    static let later = WallTime(seconds: WallTime.now.seconds + 3600)

    private func name(_ reload: FileLedger.Reload) -> String {
        switch reload {
        case .unchanged: "unchanged"
        case .reloaded(let summary): "reloaded \(summary.stakes) \(summary.seals)"
        case .failed(let error): "failed \(error.problems.map(\.code.rawValue).joined(separator: ","))"
        }
    }

    @Test func `without a good file there is no ledger`() throws {
        let folder = try LedgerFolder()
        for path in [folder.path + "/missing", folder.path, folder.write("bad", "a: ["), folder.write("empty", "")] {
            #expect(throws: ConfigurationError.self) { try FileLedger(path: path, maxSize: 1 << 20) }
        }
    }

    @Test(arguments: [-1, 0, 1])
    func `keeps the size`(_ room: Int) throws {
        let folder = try LedgerFolder()
        let text = ledgerText(Self.vector)
        let path = folder.write("ledger", text)
        let maxSize = text.utf8.count + room
        if room < 0 {
            #expect(throws: ConfigurationError.self) { try FileLedger(path: path, maxSize: maxSize) }
        } else {
            #expect(try FileLedger(path: path, maxSize: maxSize).summary == .init(stakes: 1, seals: 1))
        }
    }

    @Test func `a change in place and a rename are both seen, at once`() throws {
        let folder = try LedgerFolder()
        let ledger = try FileLedger(
            path: folder.write("ledger", ledgerText(Self.vector)), maxSize: 1 << 20, now: Self.later)
        var reader = try LedgerReader(ledger)
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")

        folder.write("ledger", ledgerText(Self.vector, status: "slashed"))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "reloaded 1 1")
        var answer = reader.authenticate(Self.vector.secret)
        #expect(answer == .refused(.slashed))

        folder.replace("ledger", ledgerText(Self.vector, seal: "revoked: true"))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "reloaded 1 1")
        answer = reader.authenticate(Self.vector.secret)
        #expect(answer == .refused(.revoked))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
    }

    @Test func `a ledger that was taken, or refused, is written down`() throws {
        let folder = try LedgerFolder()
        let ledger = try FileLedger(
            path: folder.write("ledger", ledgerText(Self.vector)), maxSize: 1 << 20, now: Self.later)
        let sink = try LineSink(.file(folder.path + "/audit"))
        let journal = Journal(
            log: Log(to: try LineSink(.file("/dev/null"))), metrics: WebhookMetrics(in: Registry()),
            audit: AuditLog(to: .plain(sink)))
        journal.take(ledger.reloadIfChanged(now: Self.later))
        folder.write("ledger", ledgerText(Self.vector, status: "slashed"))
        journal.take(ledger.reloadIfChanged(now: Self.later))
        folder.write("ledger", "a: [")
        journal.take(ledger.reloadIfChanged(now: Self.later))
        journal.take(ledger.reloadIfChanged(now: Self.later))
        _ = sink.close()
        let lines = try DocumentedMetricsTests.contents(folder.path + "/audit").split(separator: "\n")
        #expect(
            lines.map { $0.drop { $0 != "," } } == [
                #","kind":"ledger_reload","outcome":"done","stakes":1,"seals":1}"#,
                #","kind":"ledger_reload","outcome":"refused"}"#,
            ])
    }

    @Test func `a bad file leaves the last good state in force and is reported once`() throws {
        let folder = try LedgerFolder()
        let good = ledgerText(Self.vector)
        let ledger = try FileLedger(path: folder.write("ledger", good), maxSize: 1 << 20, now: Self.later)
        var reader = try LedgerReader(ledger)
        let before = reader.authenticate(Self.vector.secret)

        // Half written: it does not parse yet.
        folder.write("ledger", String(good.dropLast(40)))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "failed invalid_value")
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
        let during = reader.authenticate(Self.vector.secret)
        #expect(during == before)

        // The writer goes on: the next look finds the whole.
        folder.write("ledger", ledgerText(Self.vector, seal: "revoked: true"))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "reloaded 1 1")
        let after = reader.authenticate(Self.vector.secret)
        #expect(after == .refused(.revoked))
    }

    @Test func `a file that goes and comes back is reported both times`() throws {
        let folder = try LedgerFolder()
        let good = ledgerText(Self.vector)
        let path = folder.write("ledger", good)
        let ledger = try FileLedger(path: path, maxSize: 1 << 20, now: Self.later)
        rename(path, path + ".away")
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "failed unreadable")
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
        folder.write("ledger", String(repeating: " ", count: (1 << 20) + 1))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "failed too_large")
        rename(path + ".away", path)
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "reloaded 1 1")
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
    }

    @Test func `a touched file with the same bytes is no news`() throws {
        let folder = try LedgerFolder()
        let path = folder.write("ledger", ledgerText(Self.vector))
        let ledger = try FileLedger(path: path, maxSize: 1 << 20, now: Self.later)
        folder.replace("ledger", ledgerText(Self.vector))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
    }

    // Two writes within one tick of the file system's clock look the same: the second must not be missed.
    @Test func `a file that was read as it was written is read once more`() throws {
        let folder = try LedgerFolder()
        let (one, two) = (
            ledgerText(Self.vector, stake: "mist: 2000000000"), ledgerText(Self.vector, stake: "mist: 5000000000")
        )
        #expect(one.utf8.count == two.utf8.count)
        // By its clock the reader is in the tick of the write: the signature says nothing.
        let ledger = try FileLedger(
            path: folder.write("ledger", one), maxSize: 1 << 20, now: WallTime(nanoseconds: 0))
        var watchful = 0
        folder.write("ledger", two)
        if case .reloaded = ledger.reloadIfChanged(now: WallTime(nanoseconds: 0)) { watchful += 1 }
        #expect(watchful == 1)
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "unchanged")
    }

    @Test func `another cluster in the same file is refused`() throws {
        let folder = try LedgerFolder()
        let path = folder.write("ledger", ledgerText(Self.vector))
        let ledger = try FileLedger(path: path, maxSize: 1 << 20, now: Self.later)
        folder.write("ledger", ledgerText(SealVector.all[4]))
        #expect(name(ledger.reloadIfChanged(now: Self.later)) == "failed conflict")
        var reader = try LedgerReader(ledger)
        let answer = reader.authenticate(Self.vector.secret)
        guard case .accepted(_, for: _) = answer else {
            Issue.record("refused")
            return
        }
    }

    @Test func `a former state is freed by the reloading thread, once no reader holds it`() throws {
        let folder = try LedgerFolder()
        let path = folder.write("ledger", ledgerText(Self.vector))
        let ledger = try FileLedger(path: path, maxSize: 1 << 20, now: Self.later)
        var reader = try LedgerReader(ledger)
        weak let former = ledger.snapshot
        folder.write("ledger", ledgerText(Self.vector, status: "slashed"))
        _ = ledger.reloadIfChanged(now: Self.later)
        _ = ledger.reloadIfChanged(now: Self.later)
        #expect(former != nil)
        _ = reader.authenticate(Self.vector.secret)
        #expect(former != nil)
        _ = ledger.reloadIfChanged(now: Self.later)
        #expect(former == nil)
    }

    // For ThreadSanitizer as much as for the answers: many readers, one reloading thread, two states.
    @Test func `readers see one state or the other while the file changes`() async throws {
        let folder = try LedgerFolder()
        let good = ledgerText(Self.vector)
        let ledger = try FileLedger(path: folder.write("ledger", good), maxSize: 1 << 20, now: Self.later)
        let token = Array(Self.vector.secret.utf8)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var reader = try LedgerReader(ledger)
                    for _ in 0..<3000 {
                        switch reader.authenticate(
                            token.span, for: AudienceSet(rawValue: 1), now: WallTime(seconds: 1_800_000_000))
                        {
                        case .accepted(_, for: _), .refused(.slashed): continue
                        default: return false
                        }
                    }
                    return true
                }
            }
            for turn in 1...50 {
                folder.replace("ledger", turn % 2 == 0 ? good : ledgerText(Self.vector, status: "slashed"))
                guard case .reloaded = ledger.reloadIfChanged(now: Self.later) else {
                    Issue.record("a change was missed")
                    break
                }
            }
            for try await isConsistent in group { #expect(isConsistent) }
        }
    }
}
