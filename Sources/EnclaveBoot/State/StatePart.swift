// SPDX-License-Identifier: Apache-2.0

/// A file or a folder that is kept: under a name of its own, wherever it lies.
public struct StatePart: Hashable, Sendable {
    /// What it is called in a snapshot.
    public let name: String
    /// Where it lies; nothing there is no state yet.
    public let path: String

    /// Names a part.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
