// SPDX-License-Identifier: Apache-2.0

/// A file as it is to stand on a server.
public struct WiredFile: Sendable, Equatable {
    /// Whom a file belongs to.
    public enum Owner: String, Sendable, CaseIterable {
        /// root, and its group.
        case root
        /// root, and the group that our server runs in: it may read the file, and not write it.
        case service
    }

    /// Where it stands, an absolute path of the server.
    public let path: String
    /// Who may read it: 0o644 and so on.
    public let mode: UInt16
    /// Whom it belongs to.
    public let owner: Owner
    /// What is in it.
    public let contents: [UInt8]
    /// Whether nobody may be shown what is in it.
    public let isSecret: Bool

    /// Names a file.
    public init(path: String, mode: UInt16, owner: Owner, contents: [UInt8], isSecret: Bool = false) {
        self.path = path
        self.mode = mode
        self.owner = owner
        self.contents = contents
        self.isSecret = isSecret
    }
}
