// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// The right to answer one request, once.
///
/// It may be carried to another thread; dropped without an answer it sends 500, so that no peer waits for a
/// reply that nobody will write.
public struct Exchange: ~Copyable, Sendable {
    private var loop: Loop?
    private let question: Question

    init(loop: Loop, question: Question) {
        self.loop = loop
        self.question = question
    }

    deinit {
        loop?.reply(question, .internalServerError, "text/plain", ReplyFields()) {
            $0.append("no answer was given\n")
        }
    }

    /// Answers.
    ///
    /// `write` appends the body; `contentType` and `fields` (whole header lines, each ending in CR LF) are
    /// literals, so that no peer's byte can become a header. On the loop's own thread, inside
    /// ``Handler/handle(_:_:)``, the reply goes straight to the wire; from elsewhere it is carried there. A peer
    /// that left meanwhile is no error.
    public consuming func reply(
        _ status: Status, contentType: StaticString = "application/json", fields: StaticString = "",
        _ write: (inout ByteBuffer) -> Void
    ) {
        reply(status, contentType: contentType, with: ReplyFields(fields), write)
    }

    /// Answers, with numbers among the header fields.
    public consuming func reply(
        _ status: Status, contentType: StaticString = "application/json", with fields: ReplyFields,
        _ write: (inout ByteBuffer) -> Void
    ) {
        loop.take()?.reply(question, status, contentType, fields, write)
    }

    /// Closes the connection without an answer, as a server that goes down would.
    public consuming func cut() { loop.take()?.seat.mailbox.post(.cut(question)) }
}
