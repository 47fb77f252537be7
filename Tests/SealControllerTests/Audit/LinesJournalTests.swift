// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Kernel
import Operations
import Telemetry
import Testing

@testable import SealController

/// Acts on a disk.
@Suite(.timeLimit(.minutes(10))) struct LinesJournalTests {
    static let act = ActRecord(.nodeDelete, "n-0", .begun)

    @Test func `a trail says that an act was begun once that is on disk`() throws {
        let ground = try AnchorTrailTests.Ground()
        let trail = try AuditTrail(AuditTrailSettings(folder: "\(ground.path)/acts", log: "acts@here"))
        let metrics = ActMetrics(in: Registry())
        let journal = LinesJournal(lines: .trail(trail), metrics: metrics)
        let answers = Monitor<[Bool]>([])
        journal.begin(Self.act, at: Sample.start) { lasts in
            let isThere = trail.statistics.durable == 1
            answers.withLock { $0.append(lasts && isThere) }
            answers.notifyAll()
        }
        let first = answers.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0.isEmpty ? nil : $0 }
        #expect(first == [true])
        // A trail that takes no more says so at once.
        #expect(trail.close(within: .seconds(300)))
        journal.begin(Self.act, at: Sample.start) { lasts in answers.withLock { $0.append(lasts) } }
        #expect(answers.withLock { $0 } == [true, false])
        #expect(metrics.putOff.value == 0)
        journal.putOff(ActRecord(.nodeDelete, "n-0", .failed(Begun.unrecorded)), at: Sample.start)
        #expect(metrics.putOff.value == 1)
    }

    @Test func `plain lines are not waited for`() throws {
        let sink = try LineSink(.file("/dev/null"))
        let journal = LinesJournal(lines: .plain(sink), metrics: ActMetrics(in: Registry()))
        let answer = Locked<Bool?>(nil)
        journal.begin(Self.act, at: Sample.start) { lasts in answer.withLock { $0 = lasts } }
        #expect(answer.withLock { $0 } == true)
    }

    @Test func `without a journal nothing is waited for`() {
        let answer = Locked<Bool?>(nil)
        NoJournal().begin(Self.act, at: Sample.start) { lasts in answer.withLock { $0 = lasts } }
        #expect(answer.withLock { $0 } == true)
    }
}
