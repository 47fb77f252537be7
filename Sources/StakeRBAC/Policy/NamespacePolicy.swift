// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Whom namespaces belong to, and which are nobody's below the super tier.
public struct NamespacePolicy: Sendable, Equatable {
    /// Namespaces beside their homes, by address.
    public var grants: [Bytes32: [String]] = [:] { didSet { owners = Self.owners(grants) } }
    /// Names that are protected like the system's.
    public var protected: [String] = []
    /// What begins with one of these is the system's or ours, whatever a file says.
    public static let systemPrefixes = ["kube-", "k3s-daas"]

    private var owners: [String: [Bytes32]] = [:]

    /// Homes only.
    public init() {}

    /// Whether a namespace is the system's, ours or protected by the operator.
    public func isProtected(_ namespace: Span<UInt8>) -> Bool {
        for prefix in Self.systemPrefixes where Text.hasPrefix(namespace, prefix) { return true }
        for name in protected where Text.equals(namespace, name) { return true }
        return false
    }

    /// Whether a namespace belongs to an address: its home, or one that it was given; never a protected one.
    public func isOwn(_ namespace: Span<UInt8>, of owner: Bytes32) -> Bool {
        guard HomeNamespace.owner(of: namespace) == owner || isGranted(namespace, to: owner) else { return false }
        return !isProtected(namespace)
    }

    private func isGranted(_ namespace: Span<UInt8>, to owner: Bytes32) -> Bool {
        guard let given = grants[owner] else { return false }
        for name in given where Text.equals(namespace, name) { return true }
        return false
    }

    /// To whom a namespace was given.
    func owners(of namespace: Span<UInt8>) -> [Bytes32] {
        guard !owners.isEmpty, !isProtected(namespace) else { return [] }
        return owners[Text.string(namespace)] ?? []
    }

    private static func owners(_ grants: [Bytes32: [String]]) -> [String: [Bytes32]] {
        var owners: [String: [Bytes32]] = [:]
        for (owner, names) in grants { for name in names { owners[name, default: []].append(owner) } }
        // One order, so that the same file always means the same.
        return owners.mapValues { $0.sorted { $0.hex < $1.hex } }
    }
}
