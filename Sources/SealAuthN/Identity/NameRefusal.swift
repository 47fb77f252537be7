// SPDX-License-Identifier: Apache-2.0

/// Why a name may not be given to anybody.
public enum NameRefusal: String, Error, Sendable, CaseIterable {
    case empty, tooLong = "too_long", unprintable, reserved, tier

    /// What would be right; it repeats nothing of the name.
    public var reason: StaticString {
        switch self {
        case .empty: "must not be empty"
        case .tooLong: "must have at most 256 bytes"
        case .unprintable: "must be of printable ASCII characters without spaces"
        case .reserved: "must not start with system: or k3s:, in any case of letters; these names hold the cluster"
        case .tier: "must not start with seal:, which is for the groups that a stake gives"
        }
    }
}
