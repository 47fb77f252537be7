// SPDX-License-Identifier: Apache-2.0

/// A worker that the operator lets work, under a name that nobody had before.
public struct WorkerActivation: Hashable, Sendable {
    /// Whose worker.
    public var owner: Address
    /// What its node is called.
    public var nodeName: String

    /// Names both.
    public init(_ owner: Address, nodeName: String) {
        self.owner = owner
        self.nodeName = nodeName
    }
}
