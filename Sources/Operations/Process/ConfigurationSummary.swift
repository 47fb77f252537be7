// SPDX-License-Identifier: Apache-2.0

/// What a configuration would decide by.
public struct ConfigurationSummary: Sendable {
    /// What an operator should know though nothing is wrong.
    public let notes: [String]
    /// Lines, each with its end.
    public let text: String

    /// Puts a summary together.
    public init(notes: [String] = [], text: String) {
        self.notes = notes
        self.text = text
    }
}
