// SPDX-License-Identifier: Apache-2.0

/// One of the words that narrow a seal: `[<namespace>/]<resource>[.<group>][/<part>]:<read|write|verb|*>`.
///
/// Every part is a name or a star. A word with one slash names a part if what follows is one (`pods/log:read`), else a namespace
/// (`team-a/pods:read`, `team-a/*:read`). What cannot be read allows nothing: such a word narrows to less, never to more.
enum Permission {
    /// Whether a word allows a request; a part must be named, unless every resource is meant.
    static func allows(_ word: String, _ request: borrowing Request) -> Bool {
        let text = word.utf8Span.span
        guard let colon = place(of: UInt8(ascii: ":"), in: text) else { return false }
        return allows(verb: text.extracting((colon + 1)..<text.count), request)
            && allows(object: text.extracting(0..<colon), request)
    }

    private static func allows(verb: Span<UInt8>, _ request: borrowing Request) -> Bool {
        let asked = request.verb
        if Text.equals(verb, "*") { return true }
        if Text.equals(verb, "read") { return !request.isWrite }
        if Text.equals(verb, "write") {
            return request.isWrite && asked != .escalating && asked != .bind && asked != .unknown
        }
        switch asked {
        // Admission does not tell these apart.
        case .update: return Text.equals(verb, "update") || Text.equals(verb, "patch")
        case .delete: return Text.equals(verb, "delete") || Text.equals(verb, "deletecollection")
        case .connect: return Text.equals(verb, "create") || Text.equals(verb, "get")
        case .escalating, .bind, .unknown: return false
        default: return Verb(verb) == asked
        }
    }

    private static func allows(object: Span<UInt8>, _ request: borrowing Request) -> Bool {
        guard let first = place(of: UInt8(ascii: "/"), in: object) else {
            return allows(resource: object, .none, request)
        }
        let (head, rest) = (object.extracting(0..<first), object.extracting((first + 1)..<object.count))
        if let second = place(of: UInt8(ascii: "/"), in: rest) {
            let part = rest.extracting((second + 1)..<rest.count)
            return allows(namespace: head, request) && allows(resource: rest.extracting(0..<second), part, request)
        }
        let isPart = Subresource(rest) != .unknown
        return isPart
            ? allows(resource: head, rest, request)
            : allows(namespace: head, request) && allows(resource: rest, .none, request)
    }

    private static func allows(namespace: Span<UInt8>, _ request: borrowing Request) -> Bool {
        guard !namespace.isEmpty else { return false }
        return Text.equals(namespace, "*") || Text.equals(namespace, request.place)
    }

    private static func allows(
        resource: Span<UInt8>, _ part: Span<UInt8>?, _ request: borrowing Request
    ) -> Bool {
        let isEverything = Text.equals(resource, "*")
        if let part {
            guard Text.equals(part, "*") || Subresource(part) == request.part else { return false }
        } else {
            guard isEverything || request.part == .none else { return false }
        }
        guard !isEverything else { return true }
        guard request.part != .unknown, !resource.isEmpty else { return false }
        guard let dot = place(of: UInt8(ascii: "."), in: resource) else {
            return request.group.isEmpty && Text.equals(resource, request.resource)
        }
        let (name, group) = (resource.extracting(0..<dot), resource.extracting((dot + 1)..<resource.count))
        return !group.isEmpty && Text.equals(group, request.group) && Text.equals(name, request.resource)
    }

    private static func place(of byte: UInt8, in text: Span<UInt8>) -> Int? {
        for index in text.indices where text[index] == byte { return index }
        return nil
    }
}
