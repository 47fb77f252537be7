// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One thing that is wrong with what an operator wrote: where, and what to do about it.
public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of wrong; closed, so that a test can reach each.
    public enum Code: String, Sendable, CaseIterable {
        case unreadable, tooLarge = "too_large", syntax, encoding, tooDeep = "too_deep"
        case tooManyNodes = "too_many_nodes", alias, tag, severalDocuments = "several_documents", empty
        case duplicateKey = "duplicate_key", unknownKey = "unknown_key", missing, wrongType = "wrong_type"
        case invalidValue = "invalid_value", outOfRange = "out_of_range", conflict
        case unknownFlag = "unknown_flag", missingValue = "missing_value", unexpectedArgument = "unexpected_argument"
    }

    /// Where it was written.
    public enum Source: Hashable, Sendable {
        /// In a file; the position is missing where the whole file is meant.
        case file(String, Position?)
        /// As a flag, with its dashes.
        case flag(String)
        /// As an environment variable.
        case variable(String)
        /// Nowhere: a default is meant, or something is missing.
        case none
    }

    /// Where it was written.
    public let source: Source
    /// What it is about: `tls.certFile`, `stakes[3].owner`; empty for a whole file.
    public let key: String
    /// What kind of wrong.
    public let code: Code
    /// One sentence without a full stop that says what would be right; it never holds a secret.
    public let reason: String

    /// Names a problem.
    public init(_ code: Code, at source: Source, key: String = "", _ reason: String) {
        self.source = source
        self.key = key
        self.code = code
        self.reason = reason
    }

    /// One line: source, key, reason.
    public var description: String {
        let place = source.description
        return [place, key, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension Problem.Source: CustomStringConvertible {
    /// `file:line:column`, `--flag` or `$VARIABLE`.
    public var description: String {
        switch self {
        case .file(let name, nil): name
        case .file(let name, let position?): "\(name):\(position.line):\(position.column)"
        case .flag(let name): name
        case .variable(let name): "$" + name
        case .none: ""
        }
    }
}

/// A place in a text file, counted from 1.
public struct Position: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The character within the line.
    public let column: Int

    /// Of what stands in no file yet.
    public static let none = Position(line: 0, column: 0)

    /// Names a place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension Problem {
    /// A command that does not exist, with the one that was probably meant.
    public static func unknownCommand(_ word: String, among words: [String]) -> Problem {
        let suggestion = Suggestion.phrase(word, among: words)
        return Problem(.unexpectedArgument, at: .none, "there is no command \(Quoted.value(word))\(suggestion)")
    }

    /// A file that cannot be read at all.
    public init(reading name: String, key: String = "", _ error: FileError) {
        let code: Code = if case .tooLarge = error { .tooLarge } else { .unreadable }
        self.init(code, at: .file(name, nil), key: key, "cannot be read: \(error.description)")
    }
}
