// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
public import Configuration
public import Operations
internal import PolicyFile
internal import StakeRBAC
internal import SuiLedger

extension Program {
    /// What would decide: the ledger or the chain, and the policy.
    public static func summary(
        of configuration: WebhookConfiguration
    ) throws(ConfigurationError) -> ConfigurationSummary {
        let source = try summary(of: configuration.source)
        let policy = try policy(configuration.policyFile)
        return ConfigurationSummary(notes: policy.warnings, text: source + "\n" + policy.summary)
    }

    /// Which policy would decide, and what is to be known about it.
    private static func policy(_ path: String?) throws(ConfigurationError) -> (summary: String, warnings: [String]) {
        guard let path else { return ("", []) }
        let loaded = try PolicyFile.read(path)
        return ("the policy is \(loaded.policy.version)\n", loaded.warnings)
    }

    /// What a ledger file holds; of a chain, nobody is asked.
    private static func summary(of source: WebhookConfiguration.Source) throws(ConfigurationError) -> String {
        switch source {
        case .file(let configured):
            let summary = try FileLedger(path: configured.file, maxSize: configured.maxSize).summary
            return "the ledger holds \(summary.stakes) stakes and \(summary.seals) seals"
        case .chain(let chain): return chain.summary
        }
    }
}
