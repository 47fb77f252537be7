// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
public import Configuration
internal import SuiLedger

/// `seal-controller check-config`: shows what would be in force, or everything that is wrong; starts nothing.
public enum CheckConfigCommand {
    /// Checks the settings and the files that they name.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = ControllerConfiguration.parse(arguments, problems: problems)
        if flags.wantsHelp {
            return CommandOutcome(
                output: "usage: seal-controller check-config [FLAGS]\n\n" + ControllerConfiguration.help)
        }
        do throws(ConfigurationError) {
            let loaded = try ControllerConfiguration.load(flags, environment: environment, problems: problems)
            let notes = loaded.notes.map { "note: \($0)\n" }.joined()
            return CommandOutcome(output: loaded.effectiveText, messages: notes + summary(loaded.configuration) + "\n")
        } catch {
            return CommandOutcome(error)
        }
    }

    private static func summary(_ configuration: ControllerConfiguration) -> String {
        let chain = configuration.chain
        let nodes = chain.nodes.map { "\($0.language.rawValue)=\($0.url)" }.joined(separator: ", ")
        let joins = configuration.kubernetes?.join == nil ? "no machine may join" : "machines may join"
        return "cluster \(chain.ids.cluster) on chain \(chain.cluster.chain), "
            + "\(chain.quorum) of \(chain.nodes.count) nodes to agree: \(nodes)\n\(joins)"
    }
}

extension CommandOutcome {
    /// The version, for a command that takes no arguments.
    public init(controllerVersion arguments: [String]) {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: [], problems: problems)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch {
            self.init(error)
            return
        }
        self.init(output: flags.wantsHelp ? "usage: seal-controller version\n" : Product.version + "\n")
    }
}
