// SPDX-License-Identifier: Apache-2.0

/// How long a head may be.
///
/// Each field is enforced in `HeadParser` and tested at n - 1, n and n + 1.
struct HeadLimits: Sendable {
    /// The request line without its CR LF.
    ///
    /// RFC 9112 §3 recommends to support at least 8000.
    var requestLine = 8 * 1024
    /// The whole head, with the empty line.
    var total = 16 * 1024
    /// The number of fields.
    var fields = 64
}
