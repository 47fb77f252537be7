// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Whose rights a request is judged by.
struct Holder: Sendable {
    /// What the ledger says now.
    let identity: Identity
    /// The tier that counts: the lowest of what the stake makes now, what was claimed when the token was reviewed, and what the policy
    /// makes of the stake.
    let tier: Tier
    /// Whether it is a service account that asks on behalf of the stake.
    let isServiceAccount: Bool

    /// The stake as people read it: `2.4 SUI`.
    var stake: String { Self.text(mist: identity.stake) }

    /// An amount as people read it.
    static func text(mist: UInt64) -> String {
        let (whole, rest) = mist.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest > 0 else { return "\(whole) SUI" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits) SUI"
    }
}

extension Holder {
    /// Whether nothing is denied but what the seal itself leaves out.
    func isUnrestricted(_ policy: Policy) -> Bool { tier == .super && policy.isSuperUnrestricted }

    /// Whether a namespace is the stake's own.
    func owns(_ namespace: Span<UInt8>, _ policy: Policy) -> Bool {
        policy.namespaces.isOwn(namespace, of: identity.owner)
    }

    /// The stake's own namespaces, for people.
    func ownNamespaces(_ policy: Policy) -> String {
        let given = (policy.namespaces.grants[identity.owner] ?? []).prefix(4)
        return ([HomeNamespace.name(of: identity.owner)] + given).joined(separator: ", ")
    }
}
