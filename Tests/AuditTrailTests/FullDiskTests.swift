// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Glibc
import Kernel
import Testing

/// A disk that takes no more, and then does again; in a process of its own, as the limit is the process's.
@Suite(.timeLimit(.minutes(10))) struct FullDiskTests {
    @Test func `who waits is refused at once, and what was taken is written when there is room`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.trail
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4096, rlim_max: rlim_t.max)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let heard = Monitor<[TrailNotice]>([])
            var settings = AuditTrailSettings(folder: path, log: "test@here")
            settings.linger = .zero
            settings.notice = { notice in heard.withLock { $0.append(notice) } }
            let trail = try AuditTrail(settings)
            trail.append(TrailReading.object(0))
            try #require(trail.settle(within: .seconds(300)))
            for number in 1..<49 { trail.append(TrailReading.object(number, padding: 100)) }
            let act = Monitor<Bool?>(nil)
            trail.append(TrailReading.object(49, padding: 100)) { isDurable in
                act.withLock { $0 = isDurable }
                act.notifyAll()
            }
            let answer = Monitor<Bool?>(nil)
            trail.whenDurable { isDurable in
                answer.withLock { $0 = isDurable }
                answer.notifyAll()
            }
            try #require(answer.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0 } == false)
            try #require(act.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0 } == false)
            let statistics = trail.statistics
            try #require(statistics.failures > 0 && statistics.durable < 50)
            // Whole lines and nothing else, as if the process ended now.
            try #require(try TrailReading(path).numbers == Array(0..<Int(statistics.durable)))
            try #require(try TrailReading(path).torn == 0)
            limit.rlim_cur = rlim_t.max
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            try #require(trail.settle(within: .seconds(300)))
            try #require(try TrailReading(path).numbers == Array(0..<50))
            try #require(heard.withLock { $0.count } == 2 && heard.withLock { $0.last } == .working)
            try #require(trail.close(within: .seconds(300)))
        }
        #expect(try TrailReading(path).numbers == Array(0..<50))
    }
}
