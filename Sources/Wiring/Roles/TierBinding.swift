// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Who has a tier's role in one namespace.
///
/// A right in there outlives no stake: a user without one is not let in, and what a lower one may write is admission's to say.
public struct TierBinding: Sendable, Equatable {
    /// The API group of roles and of those who have them.
    public static let apiGroup = "rbac.authorization.k8s.io"

    /// The role that is given, and what the binding is called.
    public let role: String
    /// What those are whom it is given to.
    public let subjectKind: String
    /// Their names.
    public let subjects: [String]

    /// The namespace's owners, by their addresses, have the developers' role.
    public static func owners(_ addresses: [String]) -> TierBinding {
        TierBinding(role: TierRoles.name(.developer), subjectKind: "User", subjects: addresses.map { "sui:\($0)" })
    }

    /// Everybody with an admin's stake has the admins'.
    public static let admins = TierBinding(
        role: TierRoles.name(.admin), subjectKind: "Group", subjects: [TierRoles.name(.admin)])
}
