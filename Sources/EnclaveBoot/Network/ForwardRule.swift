// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One way through: connections to one place are carried on to another.
public struct ForwardRule: Hashable, Sendable {
    /// What metrics and logs call it.
    public var name: String
    /// Where connections are taken.
    public var source: Endpoint
    /// Where they are carried on to.
    public var target: ForwardTarget
    /// The only context that may come by vsock; `nil` lets each come.
    public var peer: UInt32?

    /// Names a way; without a name it is called by where it begins.
    public init(_ source: Endpoint, to target: ForwardTarget, name: String? = nil, peer: UInt32? = nil) {
        self.name = name ?? source.description
        self.source = source
        self.target = target
        self.peer = peer
    }

    /// Reads `FROM=TO`, such as `tcp:0.0.0.0:6443=vsock:16:6443` and `vsock:8443=tcp:node.example:443`.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let source = Endpoint(String(parts[0])), let target = ForwardTarget(String(parts[1]))
        else { return nil }
        self.init(source, to: target)
    }
}
