// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// A YAML document of our own making, written down as a literal.
indirect enum Tree: Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Tree])
    case mapping([(String, Tree)])

    /// A list of texts.
    static func texts(_ texts: [String]) -> Tree { .list(texts.map { .text($0) }) }

    /// The same as our reader would read it: without quotes stands what is a word to everybody, and nothing else.
    var node: YAMLNode {
        switch self {
        case .text(let text): YAMLNode(content: .scalar(text, isPlain: Names.isWord(text)))
        case .number(let number): YAMLNode(content: .scalar("\(number)", isPlain: true))
        case .flag(let flag): YAMLNode(content: .scalar(flag ? "true" : "false", isPlain: true))
        case .list(let items): YAMLNode(content: .sequence(items.map(\.node)))
        case .mapping(let members):
            YAMLNode(content: .mapping(members.map { YAMLNode.Entry(key: $0.0, value: $0.1.node) }))
        }
    }
}

extension Tree: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

extension Tree: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int) { self = .number(value) }
}

extension Tree: ExpressibleByBooleanLiteral {
    init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension Tree: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: Tree...) { self = .list(elements) }
}

extension Tree: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, Tree)...) { self = .mapping(elements) }
}

extension YAMLNode {
    /// The document, once it is certain that whoever reads it reads this; `comments` stand above it, a line each.
    func document(_ path: String, comments: [String] = []) throws(WiringRefusal) -> [UInt8] {
        let written = comments.map { "# \($0)\n" }.joined() + text
        let bytes = Array(written.utf8)
        do throws(ConfigurationError) {
            let document = try YAMLDocument.parse(bytes.span, name: path)
            guard document.root.says(self) else {
                throw ConfigurationError([Problem(.syntax, at: .file(path, nil), "it does not say what was meant")])
            }
        } catch {
            throw .rendered(path, error.description)
        }
        return bytes
    }
}
