// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

/// In processes of their own: signals belong to a whole process.
struct SignalTests {
    @Test func `takes each signal as a value`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let receiver = try SignalReceiver()
            for signal in Signal.allCases {
                guard pthread_kill(pthread_self(), signal.number) == 0 else { exit(1) }
                guard try receiver.next() == signal else { exit(2) }
            }
            exit(42)
        }
    }

    @Test func `signals that wait are one of each kind`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let receiver = try SignalReceiver()
            for _ in 0..<3 { pthread_kill(pthread_self(), SIGHUP) }
            pthread_kill(pthread_self(), SIGTERM)
            var seen = [try receiver.next(), try receiver.next()]
            seen.sort { $0.number < $1.number }
            guard seen == [.hangUp, .terminate] else { exit(1) }
            var pending = sigset_t()
            sigpending(&pending)
            guard sigismember(&pending, SIGHUP) == 0 else { exit(2) }
            exit(42)
        }
    }

    @Test func `hands signals to a closure on a thread until it has enough`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let receiver = try SignalReceiver()
            let seen = Monitor([Signal]())
            let thread = try receiver.deliver { signal in
                seen.withLock { $0.append(signal) }
                seen.notifyAll()
                return signal == .terminate ? .last : .more
            }
            // One after the other: two that wait at once have no order among them. Each is sent to the thread
            // that reads, for the test's own process has threads older than the receiver.
            for (count, signal) in [Signal.hangUp, .user1, .hangUp, .terminate].enumerated() {
                guard thread.send(signal) else { exit(1) }
                _ = seen.wait { $0.count > count ? () : nil }
            }
            thread.join()
            guard seen.withLock({ $0 }) == [.hangUp, .user1, .hangUp, .terminate] else { exit(2) }
            exit(42)
        }
    }

    @Test func `a peer that is gone is an errno and not the end`() async {
        await #expect(processExitsWith: .exitCode(42)) {
            _ = try SignalReceiver()
            var ends: [CInt] = [-1, -1]
            guard pipe(&ends) == 0 else { exit(1) }
            close(ends[0])
            guard write(ends[1], "x", 1) == -1, errno == EPIPE else { exit(2) }
            exit(42)
        }
    }

    @Test func `without a receiver the same signal kills`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            kill(getpid(), SIGTERM)
            while true { pause() }
        }
    }
}
