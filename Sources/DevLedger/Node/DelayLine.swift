// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel

/// Sends answers late, each from a thread of its own that does nothing but wait.
final class DelayLine: Sendable {
    private struct State {
        var isClosed = false
        var waiting = 0
    }

    private let state = Monitor(State())
    private let maximumWaiting: Int

    /// A peer that asks and leaves, again and again, must not have threads without end.
    init(maximumWaiting: Int = 256) { self.maximumWaiting = maximumWaiting }

    /// Answers after a while, or cuts the connection where there is nothing to say; cuts it at once where too many wait.
    func answer(_ exchange: consuming Exchange, _ reply: DevReply?, after delay: Duration) {
        let isRoom = state.withLock { state in
            guard state.waiting < maximumWaiting else { return false }
            state.waiting += 1
            return true
        }
        guard isRoom else { return exchange.cut() }
        let waiting = Locked(Optional(exchange))
        let deadline = Monotonic.now.advanced(by: delay)
        do throws(SystemError) {
            _ = try SharedThread(name: "delay") { [self] in
                _ = state.wait(until: deadline) { $0.isClosed ? true : nil }
                let exchange = waiting.withLock { $0.take() }
                exchange?.answer(reply)
                state.withLock { $0.waiting -= 1 }
            }
        } catch {
            state.withLock { $0.waiting -= 1 }
            let exchange = waiting.withLock { $0.take() }
            exchange?.answer(nil)
        }
    }

    /// Waits no longer: a server that ends must not be kept by what it has yet to say.
    func close() {
        state.withLock { $0.isClosed = true }
        state.notifyAll()
    }
}

extension Exchange {
    /// Answers; cuts the connection where there is no reply.
    consuming func answer(_ reply: DevReply?) {
        guard let reply else { return cut() }
        self.reply(reply.status) { $0.append(reply.body) }
    }
}
