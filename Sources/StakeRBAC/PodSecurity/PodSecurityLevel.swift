// SPDX-License-Identifier: Apache-2.0

/// How much a pod may do: the three policies of the Pod Security Standards, each stricter than the one before.
public enum PodSecurityLevel: UInt8, Comparable, CaseIterable, Sendable {
    case privileged, baseline, restricted

    /// What Kubernetes calls it, in labels of namespaces for example.
    public var name: StaticString {
        switch self {
        case .privileged: "privileged"
        case .baseline: "baseline"
        case .restricted: "restricted"
        }
    }

    /// Whether `left` allows more than `right`.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
