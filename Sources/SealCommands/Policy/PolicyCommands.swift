// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PolicyFile
internal import StakeRBAC

/// What a policy means, without a cluster: no node is asked, and no secret is read.
enum PolicyCommands {
    static let all: [Command] = [
        PolicyCheck.command, PolicyShow.command, PolicyTexts.builtIn, PolicyTexts.schema, PolicyTest.command,
        PolicyExplain.command, PolicyDiff.command,
    ]

    /// The policy in a file, or the one that is built in.
    static func load(_ path: String?, _ invocation: Invocation) throws(CommandFailure) -> Policy {
        guard let path else { return Policy() }
        do throws(ConfigurationError) {
            return try PolicyFile.read(path, now: invocation.console.now()).policy
        } catch { throw CommandFailure(error) }
    }
}
