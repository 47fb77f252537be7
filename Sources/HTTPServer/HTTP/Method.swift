// SPDX-License-Identifier: Apache-2.0

/// The request methods of RFC 9110 §9 that a handler can tell apart.
public enum Method: UInt8, Sendable, CaseIterable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// A token that is none of the above: answered 501.
    case unknown
}

extension Method {
    /// What `name` names; methods are case-sensitive: RFC 9110 §9.1.
    init(name: Span<UInt8>) {
        switch name.count {
        case 3: self = Self.equals(name, "GET") ? .get : Self.equals(name, "PUT") ? .put : .unknown
        case 4: self = Self.equals(name, "POST") ? .post : Self.equals(name, "HEAD") ? .head : .unknown
        case 5: self = Self.equals(name, "PATCH") ? .patch : Self.equals(name, "TRACE") ? .trace : .unknown
        case 6: self = Self.equals(name, "DELETE") ? .delete : .unknown
        case 7: self = Self.equals(name, "OPTIONS") ? .options : Self.equals(name, "CONNECT") ? .connect : .unknown
        default: self = .unknown
        }
    }

    private static func equals(_ name: Span<UInt8>, _ method: StaticString) -> Bool {
        let start = unsafe method.utf8Start
        for index in name.indices { guard unsafe name[index] == start[index] else { return false } }
        return true
    }
}
