// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// A tree at one size: whoever knows it knows every entry before it, and their order.
public struct TreeHead: Hashable, Sendable {
    /// How many entries.
    public var size: UInt64
    /// The root of RFC 9162 §2.1.1.
    public var root: Bytes32

    /// Puts one together.
    public init(size: UInt64, root: Bytes32) {
        self.size = size
        self.root = root
    }
}
