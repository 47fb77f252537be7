// SPDX-License-Identifier: Apache-2.0
public import Configuration

extension CommandOutcome {
    /// The version of a program, for a command that takes no arguments.
    public init(version arguments: [String], of program: String) {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: [], problems: problems)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch {
            self.init(error)
            return
        }
        self.init(output: flags.wantsHelp ? "usage: \(program) version\n" : Product.version + "\n")
    }
}
