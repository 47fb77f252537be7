// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN

/// What there is to set about who tokens make of their owners, and for whom.
extension WebhookSettings {
    static let audiences = Setting(
        "audiences", key: "audiences", group: "Identities",
        ValueKind<String>.text("NAME", atMost: 256).list(atMost: AudienceNames.maximumCount),
        fallback: ["https://kubernetes.default.svc.cluster.local", "k3s", "https://kubernetes.default.svc"],
        "Whom tokens are for; a review that asks for none of these is answered as not ours.")

    /// What each tier is called beside our own name for it.
    static let groups = TierTable { tier in
        Setting(
            "groups-\(tier.name)", key: "groups.\(tier.name)", group: "Identities",
            ValueKind<GroupName>.groupName.list(atMost: 16), fallback: [],
            "Groups that \(tier.name) gets beside seal:\(tier.name), for a cluster that has RBAC by group already.")
    }

    static let identities: [any AnySetting] = [audiences] + Tier.allCases.map { groups[$0] }
}

extension ValueKind where Value == GroupName {
    /// A name that nobody gives a meaning to but this cluster.
    static var groupName: ValueKind {
        ValueKind(
            "NAME",
            read: { text throws(ValueRefusal) in
                do throws(NameRefusal) { return try GroupName(text) } catch {
                    throw ValueRefusal(error == .tooLong ? .outOfRange : .invalidValue, error.reason.description)
                }
            }, write: { $0.text })
    }
}
