// SPDX-License-Identifier: Apache-2.0

/// What a command has to say and how it ends; printing it is the executable's part.
public struct CommandOutcome: Sendable, Equatable {
    /// For standard output.
    public let output: String
    /// For standard error.
    public let messages: String
    /// How the process ends.
    public let exit: ExitCode

    /// Puts an outcome together.
    public init(output: String = "", messages: String = "", exit: ExitCode = .ok) {
        self.output = output
        self.messages = messages
        self.exit = exit
    }

    /// Everything that is wrong, a line each.
    public init(_ error: ConfigurationError) {
        self.init(messages: error.description + "\n", exit: error.exitCode)
    }

    /// How a program is used: asked for, or pointed out.
    public init(usage: String, isError: Bool) {
        self.init(output: isError ? "" : usage, messages: isError ? usage : "", exit: isError ? .usage : .ok)
    }

    /// A command that does not exist.
    public init(unknown word: String, among words: [String]) {
        self.init(ConfigurationError([.unknownCommand(word, among: words)]))
    }
}
