// SPDX-License-Identifier: Apache-2.0
internal import Configuration

extension JSONTree {
    /// Takes a document of YAML, as kubectl would; `nil` where a value has no place in JSON.
    init?(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let text, isPlain: false): self = .text(text)
        case .scalar(let text, isPlain: true):
            switch PlainScalar(text) {
            case .text: self = .text(text)
            case .infinite: return nil
            case .bare("null"): self = .null
            case .bare("true"): self = .bool(true)
            case .bare("false"): self = .bool(false)
            case .bare(let number): self = .number(number)
            }
        case .sequence(let nodes):
            var items: [JSONTree] = []
            for node in nodes {
                guard let item = JSONTree(node) else { return nil }
                items.append(item)
            }
            self = .list(items)
        case .mapping(let entries):
            // No name stands twice: the reader sees to it.
            var members: [Member] = []
            for entry in entries {
                guard let value = JSONTree(entry.value) else { return nil }
                members.append(Member(name: entry.key, value: value))
            }
            self = .object(members)
        }
    }
}
