// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why Sui's keystore cannot be used.
public enum KeystoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file with the keys cannot be read or written.
    case file(FileError)
    /// The file with the names cannot be read or written.
    case aliasFile(FileError)
    /// Others than its owner may read the keys.
    case exposed
    /// The file with the keys is no list of texts in JSON.
    case malformed
    /// This text of the list, counted from zero, is no key, or one of a kind that we do not have.
    case invalidKey(index: Int)
    /// The file with the names is no list in JSON.
    case malformedAliases
    /// This element of the list, counted from zero, does not name a key, or names it as another is named.
    case invalidAlias(index: Int)
    /// A name is a letter, and up to 62 letters, digits, dashes and underscores.
    case invalidName
    /// There is a key of this name.
    case nameTaken
    /// The key is there already.
    case keyTaken

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .aliasFile(let error): "the file with the names: \(error)"
        case .exposed: "others may read the file: chmod 600 it, and think about who may have read it"
        case .malformed: "not a keystore: a list of texts in JSON is expected"
        case .invalidKey(let index): "entry \(index) is no key of a scheme that is known here"
        case .malformedAliases: "the file with the names is no list in JSON"
        case .invalidAlias(let index): "entry \(index) of the names is malformed, or takes another's name or key"
        case .invalidName: "a name is a letter and up to 62 letters, digits, dashes and underscores"
        case .nameTaken: "there is a key of this name"
        case .keyTaken: "the key is there already"
        }
    }
}
