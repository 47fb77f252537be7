// SPDX-License-Identifier: Apache-2.0

/// What a request's head says, as positions in the bytes that it was read from.
struct RequestHead: Equatable, Sendable {
    /// How the body is delimited.
    enum Framing: Equatable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    var method = Method.unknown
    /// The target's path, raw; of an absolute target the part behind the authority.
    var path = 0..<0
    /// What stands behind `?`.
    var query = 0..<0
    /// The value of `Host`; empty where an HTTP/1.0 request has none.
    var host = 0..<0
    /// Whether there is an `Origin`.
    var hasOrigin = false
    /// Whether the request is HTTP/1.0.
    var isVersion10 = false
    var framing = Framing.none
    var keepsAlive = true
    var expectsContinue = false
    /// The value of `Authorization`, for those who ask for a token there.
    var authorization: Range<Int>?
    /// The value of `X-Seal-Token`.
    var sealToken: Range<Int>?

    /// Takes a target's path and query apart.
    mutating func setTarget(_ bytes: Span<UInt8>, _ target: Range<Int>) {
        var mark = target.lowerBound
        while mark < target.upperBound, bytes[mark] != UInt8(ascii: "?") { mark += 1 }
        path = target.lowerBound..<mark
        query = mark < target.upperBound ? mark + 1..<target.upperBound : mark..<mark
    }
}
