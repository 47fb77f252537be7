// SPDX-License-Identifier: Apache-2.0

/// What a new seal says.
public struct SealTerms: Hashable, Sendable {
    /// The key that the token hashes to.
    public var key: SealKey
    /// What ties the token to its owner.
    public var bind: [UInt8]
    /// What it narrows the tier to; empty for all of it.
    public var permissions: [String]
    /// The namespaces that it is for; empty for all.
    public var namespaces: [String]
    /// For how many epochs; 0 for what the cluster sets.
    public var epochs: UInt64

    /// Puts terms together.
    public init(
        key: SealKey, bind: [UInt8], permissions: [String] = [], namespaces: [String] = [], epochs: UInt64 = 0
    ) {
        self.key = key
        self.bind = bind
        self.permissions = permissions
        self.namespaces = namespaces
        self.epochs = epochs
    }
}
