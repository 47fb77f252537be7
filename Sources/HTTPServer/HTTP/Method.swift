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
        case 3: self = CharacterClass.equals(name, "GET") ? .get : CharacterClass.equals(name, "PUT") ? .put : .unknown
        case 4:
            self = CharacterClass.equals(name, "POST") ? .post : CharacterClass.equals(name, "HEAD") ? .head : .unknown
        case 5:
            self =
                CharacterClass.equals(name, "PATCH") ? .patch : CharacterClass.equals(name, "TRACE") ? .trace : .unknown
        case 6: self = CharacterClass.equals(name, "DELETE") ? .delete : .unknown
        case 7:
            self =
                CharacterClass.equals(name, "OPTIONS")
                ? .options : CharacterClass.equals(name, "CONNECT") ? .connect : .unknown
        default: self = .unknown
        }
    }
}
