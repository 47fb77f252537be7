// SPDX-License-Identifier: Apache-2.0
import Configuration
import TestSupport

extension Tree {
    /// A YAML value as JSON: what stands without quotes is a number, a truth value or nothing where it can be.
    init(_ node: YAMLNode) {
        switch node.content {
        case .mapping(let entries):
            self = .object(Dictionary(uniqueKeysWithValues: entries.map { ($0.key, Tree($0.value)) }))
        case .sequence(let items): self = .list(items.map(Tree.init))
        case .scalar where node.isNull: self = .null
        case .scalar("true", isPlain: true): self = .bool(true)
        case .scalar("false", isPlain: true): self = .bool(false)
        case .scalar(let text, isPlain: true) where Int(text) != nil: self = .number(text)
        case .scalar(let text, _): self = .text(text)
        }
    }
}
