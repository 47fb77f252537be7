// SPDX-License-Identifier: Apache-2.0

/// The levels of the Pod Security Standards, laxest first.
public enum PodSecurityLevel: UInt8, Comparable, CaseIterable, Sendable {
    case privileged, baseline, restricted

    /// The name that the standard uses.
    public var name: StaticString {
        switch self {
        case .privileged: "privileged"
        case .baseline: "baseline"
        case .restricted: "restricted"
        }
    }

    /// Orders by strictness.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
