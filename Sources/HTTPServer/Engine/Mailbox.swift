// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What other threads tell a loop; read when the bell rings.
final class Mailbox: Sendable {
    /// One thing to do on the loop's thread.
    enum Message: Sendable {
        case accepted(SharedDescriptor, listener: Int)
        case reply(LateReply)
        case cut(Question)
        case drain
        case stop
    }

    /// A reply that was written on another thread.
    final class LateReply: Sendable {
        let question: Question
        let status: Status
        let contentType: StaticString
        let fields: ReplyFields
        let body: ByteBuffer

        init(
            question: Question, status: Status, contentType: StaticString, fields: ReplyFields,
            body: consuming ByteBuffer
        ) {
            self.question = question
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
