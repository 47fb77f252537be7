// SPDX-License-Identifier: Apache-2.0

/// A value in a YAML or JSON file, with its place.
public struct YAMLNode: Sendable {
    /// What it is.
    public enum Content: Sendable {
        /// Text; `isPlain` if it stood without quotes and may thus mean a number, a truth value or null.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Names with values, in the file's order; no name stands twice.
        case mapping([Entry])
    }

    /// A name with its value.
    public struct Entry: Sendable {
        /// The name.
        public let key: String
        /// Where the name stands.
        public let position: Position
        /// What it names.
        public let value: YAMLNode

        /// Names a value.
        public init(key: String, position: Position = .none, value: YAMLNode) {
            self.key = key
            self.position = position
            self.value = value
        }
    }

    /// What it is.
    public let content: Content
    /// Where it starts.
    public let position: Position

    /// Makes a value.
    public init(content: Content, position: Position = .none) {
        self.content = content
        self.position = position
    }

    /// What the node is, for a sentence.
    public var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether the value was left out: an empty plain scalar, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

/// A whole file as a tree.
public struct YAMLDocument: Sendable {
    /// What messages call the file.
    public let name: String
    /// The value that the file is.
    public let root: YAMLNode
}
