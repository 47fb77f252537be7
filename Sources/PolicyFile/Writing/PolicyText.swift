// SPDX-License-Identifier: Apache-2.0
public import StakeRBAC

/// Policies as YAML with comments, from which ``PolicyFile`` reads the same.
public enum PolicyText {
    /// What is built in, to start a file from.
    public static var builtIn: String { text(of: Policy()) }

    /// A policy with all that is in force, not just what differs.
    public static func text(of policy: Policy) -> String {
        guard case .mapping(let members) = PolicyKeys.all.written(policy) else { return "" }
        let lines = [
            "# What a stake may do. docs/policy.md explains it; what is left out is as it is built in.",
            "# yaml-language-server: $schema=policy.schema.json",
        ]
        return (lines + YAMLLines.of(members, margin: "", isExplained: true)).map { $0 + "\n" }.joined()
    }
}
