// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// Who need not keep which rules, where, and until when: said by the operator's file, and by nothing in the cluster.
public struct Exemption: Sendable, Equatable {
    /// The rules, each of which is about what is in an object.
    public var rules: Set<Rule>
    /// The addresses; never empty.
    public var addresses: Set<Bytes32>
    /// The namespaces; empty for all in which the address may write.
    public var namespaces: Set<String>
    /// When it ends; `nil` for never.
    public var until: WallTime?
    /// Why, for whoever reads the file later.
    public var reason: String

    /// States an exemption.
    public init(
        rules: Set<Rule>, addresses: Set<Bytes32>, namespaces: Set<String> = [], until: WallTime? = nil, reason: String
    ) {
        self.rules = rules
        self.addresses = addresses
        self.namespaces = namespaces
        self.until = until
        self.reason = reason
    }
}

extension Policy {
    /// Whether an address need not keep a rule.
    func isExempt(_ owner: Bytes32, from rule: Rule, in namespace: String?, at now: WallTime) -> Bool {
        exemptions.contains { exemption in
            guard rule.isExemptible, exemption.rules.contains(rule), exemption.addresses.contains(owner),
                exemption.until.map({ now < $0 }) ?? true
            else { return false }
            guard !exemption.namespaces.isEmpty else { return true }
            return namespace.map { exemption.namespaces.contains($0) } ?? false
        }
    }
}
