// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What other threads tell a forwarder's loop; read when the bell rings.
final class ForwardInbox: Sendable {
    /// One thing to do on the loop's thread.
    enum Message: Sendable {
        /// A name was looked up for the connection of that token; no address is a failure.
        case found([SocketAddress], token: UInt64)
        /// Accept no more, and wait so long for what is open.
        case drain(Duration)
        /// Cut what is open.
        case stop
    }

    let bell: Wakeup
    private let messages = Locked<[Message]>([])

    init() throws(SystemError) { bell = try Wakeup() }

    /// Leaves a message and rings.
    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        bell.ring()
    }

    /// Takes all messages.
    func takeAll() -> [Message] {
        bell.silence()
        return messages.withLock { messages in
            let all = messages
            messages = []
            return all
        }
    }
}
