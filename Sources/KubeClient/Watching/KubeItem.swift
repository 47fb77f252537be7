// SPDX-License-Identifier: Apache-2.0

/// An object of the apiserver's: which one, in which version, and what it said of it.
public struct KubeItem: Hashable, Sendable {
    /// Empty for kinds that have none.
    public let namespace: String
    /// The name.
    public let name: String
    /// What tells it from others that had or will have its name.
    public let uid: String
    /// Which version of it; to be compared for equality alone.
    public let resourceVersion: String
    /// The object in JSON; empty for one that is known to be gone, and no more.
    public let body: [UInt8]

    /// Puts one together.
    public init(namespace: String = "", name: String, uid: String, resourceVersion: String, body: [UInt8] = []) {
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.body = body
    }

    /// What is kept of it.
    struct Key: Hashable, Sendable {
        let namespace: String
        let name: String
    }

    var key: Key { Key(namespace: namespace, name: name) }
}
