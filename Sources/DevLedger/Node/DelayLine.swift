// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import Kernel

/// Sends answers late, each from a thread of its own that does nothing but wait.
final class DelayLine: Sendable {
    private let isClosed = Monitor(false)

    /// Answers after a while, or cuts the connection where there is nothing to say; gives up where no thread can be had.
    func answer(_ exchange: consuming Exchange, _ reply: DevReply?, after delay: Duration) {
        let waiting = Locked(Optional(exchange))
        let deadline = Monotonic.now.advanced(by: delay)
        do throws(SystemError) {
            _ = try SharedThread(name: "delay") { [self] in
                _ = isClosed.wait(until: deadline) { $0 ? true : nil }
                let exchange = waiting.withLock { $0.take() }
                exchange?.answer(reply)
            }
        } catch {
            let exchange = waiting.withLock { $0.take() }
            exchange?.answer(nil)
        }
    }

    /// Waits no longer: a server that ends must not be kept by what it has yet to say.
    func close() {
        isClosed.withLock { $0 = true }
        isClosed.notifyAll()
    }
}

extension Exchange {
    /// Answers; cuts the connection where there is no reply.
    consuming func answer(_ reply: DevReply?) {
        guard let reply else { return cut() }
        self.reply(reply.status) { $0.append(reply.body) }
    }
}
