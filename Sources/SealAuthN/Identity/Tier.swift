// SPDX-License-Identifier: Apache-2.0

/// What a stake makes of its owner, lowest first.
public enum Tier: UInt8, Sendable, CaseIterable, Comparable {
    case viewer, developer, admin, `super`

    /// The name that group names and people use.
    public var name: StaticString {
        switch self {
        case .viewer: "viewer"
        case .developer: "developer"
        case .admin: "admin"
        case .super: "super"
        }
    }

    /// Orders by power.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
