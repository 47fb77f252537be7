// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// The words of a role's rule, one by one.
enum RoleRight {
    /// The first word of a list that a question picks, shown for a message.
    static func first(
        in rule: borrowing JSONValue, _ key: StaticString, where isMeant: (Span<UInt8>) -> Bool
    ) throws(JSONError) -> String? {
        guard let words = try rule.contentList(key) else { return nil }
        var found: String?
        var walk = words.children
        while walk.advance() {
            guard let word = walk.value?.string else { throw .wrongType }
            if found == nil, isMeant(word) { found = Text.shown(word) }
        }
        return found
    }

    /// All verbs, and those over rights themselves.
    static func isTooMuch(verb: Span<UInt8>) -> Bool {
        let verb = Verb(verb)
        return verb == .escalating || verb == .bind
    }

    /// All groups, and that of what stands between everybody and the apiserver.
    static func isTooMuch(group: Span<UInt8>) -> Bool {
        hasStar(group) || Text.equals(group, "admissionregistration.k8s.io")
    }

    /// All resources, and those that are keys to machines, accounts and the cluster; in whatever group.
    static func isTooMuch(resource: Span<UInt8>) -> Bool {
        hasStar(resource) || Text.equals(resource, "nodes/proxy") || Text.equals(resource, "serviceaccounts/token")
            || Text.hasPrefix(resource, "certificatesigningrequests") || Text.equals(resource, "tokenreviews")
    }

    /// Whether a star stands for more than is named.
    static func hasStar(_ word: Span<UInt8>) -> Bool { Text.place(of: UInt8(ascii: "*"), in: word) != nil }
}
