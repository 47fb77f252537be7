// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What other threads tell a loop; read when the bell rings.
final class Mailbox: Sendable {
    /// One thing to do on the loop's thread.
    enum Message: Sendable {
        case accepted(SharedDescriptor, listener: Int)
        case reply(LateReply)
        case cut(token: UInt64, requestID: UInt64)
        case drain
        case stop
    }

    /// A reply that was written on another thread.
    final class LateReply: Sendable {
        let token: UInt64
        let requestID: UInt64
        let status: Status
        let contentType: StaticString
        let fields: ReplyFields
        let body: ByteBuffer

        init(
            token: UInt64, requestID: UInt64, status: Status, contentType: StaticString, fields: ReplyFields,
            body: consuming ByteBuffer
        ) {
            self.token = token
            self.requestID = requestID
            self.status = status
            self.contentType = contentType
            self.fields = fields
            self.body = body
        }
    }

    let bell: Wakeup
    private let messages = Locked<[Message]>([])

    init() throws(SystemError) { bell = try Wakeup() }

    /// Leaves a message and rings.
    func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        // Whoever empties the box takes all: only the first message needs the bell.
        if isFirst { bell.ring() }
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
