// SPDX-License-Identifier: Apache-2.0

/// A change of the cluster that is to be asked for on chain.
public struct RequestDraft: Hashable, Sendable {
    /// What is to be done, by the contract's numbers.
    public enum Method: UInt8, Hashable, Sendable {
        case apply = 1
        case delete = 2
        case scale = 3
        case patch = 4
    }

    /// What is to be done.
    public var method: Method
    /// The resource, with its group.
    public var resource: String
    /// The namespace; empty for what has none.
    public var namespace = ""
    /// The object's name.
    public var name: String
    /// The manifest, or empty.
    public var manifest = ""
    /// Where the manifest is, or empty.
    public var uri = ""
    /// SHA-256 of what is found there.
    public var contentHash: [UInt8] = []
    /// From 1 to 10.
    public var priority: UInt8 = 5

    /// Begins a draft.
    public init(_ method: Method, resource: String, name: String) {
        self.method = method
        self.resource = resource
        self.name = name
    }
}
