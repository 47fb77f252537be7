// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// The right to answer one request, once.
///
/// It may be carried to another thread; dropped without an answer it sends 500, so that no peer waits for a
/// reply that nobody will write.
public struct Exchange: ~Copyable, Sendable {
    /// Answers.
    ///
    /// `write` appends the body; `contentType` and `fields` (whole header lines, each ending in CR LF) are
    /// literals, so that no peer's byte can become a header.
    public consuming func reply(
        _ status: Status, contentType: StaticString = "application/json", fields: StaticString = "",
        _ write: (inout ByteBuffer) -> Void
    ) {
    }
}
