// SPDX-License-Identifier: Apache-2.0

/// The way from a file's root to a value; written out only when a message needs it.
public indirect enum ValuePath: Sendable, CustomStringConvertible {
    /// The whole file.
    case root
    /// A name in a mapping.
    case name(ValuePath, String)
    /// A place in a list, counted from 0.
    case index(ValuePath, Int)

    /// Makes a way out of names; `[3]` is a place in a list.
    init(_ names: [String]) {
        self = names.reduce(.root) { path, name in
            if name.hasPrefix("["), let index = Int(name.dropFirst().dropLast()) { return .index(path, index) }
            return .name(path, name)
        }
    }

    /// `stakes[3].owner`.
    public var description: String {
        switch self {
        case .root: ""
        case .name(.root, let name): name
        case .name(let parent, let name): "\(parent).\(name)"
        case .index(let parent, let index): "\(parent)[\(index)]"
        }
    }
}
