// SPDX-License-Identifier: Apache-2.0

/// The request methods of RFC 9110 §9 that a handler can tell apart.
public enum Method: UInt8, Sendable, CaseIterable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// A token that is none of the above: answered 501.
    case unknown
}
