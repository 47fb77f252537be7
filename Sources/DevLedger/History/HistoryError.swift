// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why the file with a local ledger's history cannot be used.
public enum HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read or written.
    case file(FileError)
    /// Another process keeps its ledger there.
    case inUse
    /// The file is something else, or of a later version.
    case foreign
    /// The file is the history of a ledger with this seed.
    case otherSeed(UInt64)
    /// The line is not as it was written, or does not follow from those before it.
    case damaged(line: Int)

    /// A phrase that can follow the file's name and a colon.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .inUse: "another process keeps its ledger there"
        case .foreign: "not the history of a local ledger of this version"
        case .otherSeed(let seed): "the history of a ledger with seed \(seed)"
        case .damaged(let line): "line \(line) is not as it was written"
        }
    }
}
