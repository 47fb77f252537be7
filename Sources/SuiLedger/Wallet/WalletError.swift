// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// Why a wallet cannot be used.
public enum WalletError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read or written.
    case file(FileError)
    /// Others than its owner may read the file.
    case exposed
    /// The file is no wallet, in this line.
    case malformed(line: Int)
    /// A name is 1 to 63 lowercase letters, digits and dashes.
    case invalidName
    /// There is a key of this name.
    case nameTaken
    /// There is no key of this name.
    case noSuchKey
    /// The password is wrong, the key is none, or memory is short.
    case key(CryptoError)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .exposed: "others may read the file: chmod 600 it, and think about who may have read it"
        case .malformed(let line): "line \(line) is not that of a wallet"
        case .invalidName: "a name is 1 to 63 lowercase letters, digits and dashes"
        case .nameTaken: "there is a key of this name"
        case .noSuchKey: "there is no key of this name"
        case .key(let error): error.description
        }
    }
}
