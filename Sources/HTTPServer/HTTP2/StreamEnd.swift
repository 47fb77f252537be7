// SPDX-License-Identifier: Apache-2.0

/// How a stream of HTTP/2 ended.
public enum StreamEnd: String, Sendable, CaseIterable {
    /// With a reply that the peer could read to its end.
    case answered
    /// The peer cancelled it.
    case peer
    /// Too many were open, or too many replies were waiting; the peer may ask again.
    case refused
    /// It broke the rules of HTTP, or its handler would not answer.
    case broken
    /// The peer did not take the reply in time.
    case writeTimeout = "write_timeout"
    /// The connection ended first.
    case connection
}
