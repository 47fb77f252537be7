// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// An entry of a table as it is kept: what is rare lies apart, and what is common without gaps.
protocol TableRecord: Sendable {
    /// The entry as everybody else knows it.
    associatedtype Entry

    /// What it is found by.
    var name: Bytes32 { get }
    /// Of two entries the one with the higher is right.
    var sequence: UInt64 { get }
    /// The entry, which is put together without memory of its own.
    var entry: Entry { get }
}
