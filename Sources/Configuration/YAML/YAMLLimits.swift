// SPDX-License-Identifier: Apache-2.0

/// What one file may cost us.
public struct YAMLLimits: Sendable {
    /// The most bytes.
    public var bytes: Int
    /// How deep lists and mappings may be nested.
    public var depth: Int
    /// The most values and names.
    public var nodes: Int

    /// Sets limits; the defaults are for a configuration written by hand.
    public init(bytes: Int = 1 << 20, depth: Int = 32, nodes: Int = 100_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
