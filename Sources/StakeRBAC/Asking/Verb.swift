// SPDX-License-Identifier: Apache-2.0

/// What is to be done, closed: another word is known to nobody.
enum Verb: Sendable, Equatable {
    case get, list, watch
    case create, update, patch, delete, deletecollection
    /// A stream into a pod or to it, as admission calls it.
    case connect
    /// Giving a role to somebody.
    case bind
    /// A right over rights, or somebody else's.
    case escalating
    case unknown

    /// Reads a verb as authorization has it.
    init(_ text: Span<UInt8>) {
        self = Self.known(text) ?? (Self.isEscalating(text) ? .escalating : .unknown)
    }

    /// Whether it only looks.
    var isRead: Bool { self == .get || self == .list || self == .watch }

    private static func known(_ text: Span<UInt8>) -> Verb? {
        if Text.equals(text, "get") { return .get }
        if Text.equals(text, "list") { return .list }
        if Text.equals(text, "watch") { return .watch }
        if Text.equals(text, "create") { return .create }
        if Text.equals(text, "update") { return .update }
        if Text.equals(text, "patch") { return .patch }
        if Text.equals(text, "delete") { return .delete }
        if Text.equals(text, "deletecollection") { return .deletecollection }
        if Text.equals(text, "bind") { return .bind }
        return nil
    }

    /// Kubernetes' verbs for rights over rights; impersonation has a family of them, told apart by what stands behind a colon.
    private static func isEscalating(_ text: Span<UInt8>) -> Bool {
        Text.equals(text, "escalate") || Text.equals(text, "approve")
            || Text.equals(text, "sign") || Text.equals(text, "attest") || Text.hasPrefix(text, "impersonate")
            || Text.equals(text, "*")
    }
}
