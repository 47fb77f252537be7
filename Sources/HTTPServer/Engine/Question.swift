// SPDX-License-Identifier: Apache-2.0

/// Which request an answer belongs to.
///
/// Its own number is in it, so that an answer that comes late cannot reach the next request of the same place.
struct Question: Equatable, Sendable {
    /// The token of its connection.
    let connection: UInt64
    /// Its place among the streams of the connection; 0 where requests come one after the other.
    var stream = 0
    /// The request's number.
    let request: UInt64
}
