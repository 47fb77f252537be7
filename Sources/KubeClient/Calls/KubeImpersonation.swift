// SPDX-License-Identifier: Apache-2.0

/// As whom a call is made, instead of as ourselves.
public struct KubeImpersonation: Hashable, Sendable {
    /// The user's name.
    public let user: String
    /// The user's groups.
    public let groups: [String]
    /// The user's uid, for whoever tells users apart by it.
    public let uid: String?

    /// The most groups; a staker has two.
    static let maximumGroups = 16
    /// The longest name.
    static let longestName = 256

    /// Names somebody.
    public init(user: String, groups: [String], uid: String? = nil) {
        self.user = user
        self.groups = groups
        self.uid = uid
    }

    /// Whether each name is visible ASCII and none is the system's: who acts for stakers has no use for more rights than its own.
    var isAllowed: Bool {
        groups.count <= Self.maximumGroups
            && ([user, uid].compactMap(\.self) + groups).allSatisfy { name in
                (1...Self.longestName).contains(name.utf8.count)
                    && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && !Self.isReserved(name)
            }
    }

    private static func isReserved(_ name: String) -> Bool {
        ["system:", "k3s:"].contains { name.lowercased().hasPrefix($0) }
    }
}
