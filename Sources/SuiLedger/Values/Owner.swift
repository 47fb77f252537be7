// SPDX-License-Identifier: Apache-2.0

/// Whose an object is.
public enum Owner: Hashable, Sendable {
    /// An account's: only it may use the object.
    case account(Address)
    /// Another object's.
    case object(Address)
    /// Everybody's, since this version.
    case shared(initialVersion: UInt64)
    /// Nobody's: it never changes.
    case immutable
    /// An account's, ordered by consensus.
    case consensusAccount(Address, startVersion: UInt64)
}
