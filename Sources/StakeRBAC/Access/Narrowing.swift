// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What a seal's own words leave of its tier's rights.
enum Narrowing {
    /// Whether the seal's permissions leave the request out.
    static func permissions(_ request: borrowing Request, _ holder: Holder) -> Finding? {
        let words = holder.identity.permissions
        guard !words.isEmpty else { return nil }
        for word in words where Permission.allows(word, request) { return nil }
        return Finding(
            .sealPermissions,
            "this seal is narrowed to \(shown(words)); "
                + "\(request.shownResource) is not among it: use a seal without permissions, or mint one that names it")
    }

    /// Whether the seal's namespaces leave the request out; what belongs to no namespace is in none of them.
    static func namespaces(_ request: borrowing Request, _ holder: Holder) -> Finding? {
        let names = holder.identity.namespaces
        guard !names.isEmpty else { return nil }
        for name in names where Text.equals(request.place, name) { return nil }
        let place = request.place.isEmpty ? "what belongs to no namespace" : "\"\(Text.shown(request.place))\""
        return Finding(
            .sealNamespaces,
            "this seal is narrowed to the namespaces \(shown(names)); \(place) is not among them")
    }

    /// Whoever minted the seal chose them.
    private static func shown(_ words: [String]) -> String {
        words.prefix(4).map { Text.shown($0.utf8Span.span) }.joined(separator: ", ")
    }
}
