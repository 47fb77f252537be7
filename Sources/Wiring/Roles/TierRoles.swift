// SPDX-License-Identifier: Apache-2.0

/// What RBAC grants to the tiers.
public enum TierRoles {
    /// The roles and their bindings, each a YAML document.
    public static func manifests(_ share: PolicyShare = PolicyShare()) -> [String] { [] }
}
