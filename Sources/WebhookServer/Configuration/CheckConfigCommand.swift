// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
public import Configuration
internal import PolicyFile
internal import StakeRBAC
internal import SuiLedger

/// `webhook-server check-config`: shows what would be in force, or everything that is wrong; starts nothing.
public enum CheckConfigCommand {
    /// Checks the settings and the files that they name.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = WebhookConfiguration.parse(arguments, problems: problems)
        if flags.wantsHelp {
            return CommandOutcome(output: "usage: webhook-server check-config [FLAGS]\n\n" + WebhookConfiguration.help)
        }
        do throws(ConfigurationError) {
            let loaded = try WebhookConfiguration.load(flags, environment: environment, problems: problems)
            let summary = try summary(of: loaded.configuration.source)
            let policy = try policy(loaded.configuration.policyFile)
            let notes = (loaded.notes + policy.warnings).map { "note: \($0)\n" }.joined()
            return CommandOutcome(output: loaded.effectiveText, messages: notes + summary + "\n" + policy.summary)
        } catch {
            return CommandOutcome(error)
        }
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
        case .chain(let chain):
            let nodes = chain.nodes.map { "\($0.language.rawValue)=\($0.url)" }.joined(separator: ", ")
            return "cluster \(chain.ids.cluster) on chain \(chain.cluster.chain), "
                + "\(chain.quorum) of \(chain.nodes.count) nodes to agree: \(nodes)"
        }
    }
}
