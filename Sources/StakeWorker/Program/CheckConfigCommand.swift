// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// `stake-worker check-config`: shows what would be in force, or what is wrong; starts nothing and asks nobody.
public enum CheckConfigCommand {
    /// Checks the settings.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        switch WorkerCommandLine.read("check-config", arguments, environment: environment) {
        case .success(let line):
            do throws(WorkerFailure) { try line.loaded.configuration.check() } catch { return CommandOutcome(error) }
            return CommandOutcome(
                output: line.loaded.effectiveText, messages: line.loaded.notes.map { "note: \($0)\n" }.joined())
        case .failure(let ended): return ended.outcome
        }
    }
}
