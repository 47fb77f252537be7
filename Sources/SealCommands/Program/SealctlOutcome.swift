// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// What `sealctl` has to say at its end, and how it ends; printing it is the executable's part.
public struct SealctlOutcome: Sendable, Equatable {
    /// For standard output.
    public let output: String
    /// For standard error.
    public let messages: String
    /// How the process ends.
    public let exit: ExitCode

    init(output: String = "", messages: String = "", exit: ExitCode = .ok) {
        self.output = output
        self.messages = messages
        self.exit = exit
    }
}
