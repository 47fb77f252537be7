// SPDX-License-Identifier: Apache-2.0
internal import Configuration

// Objects of a cluster, beside what they should be: an apiserver answers in JSON, we write YAML.
extension YAMLNode {
    /// The elements of a list; none where it is no list.
    var items: [YAMLNode] {
        if case .sequence(let items) = content { items } else { [] }
    }

    /// The texts in a list; what is no text is left out.
    var texts: [String] { items.compactMap(\.scalar) }

    /// What stands at a path.
    subscript(_ path: String...) -> YAMLNode? { descendant(path) }

    /// `kind` and `metadata.name`, by which it is found.
    var identity: String { "\(self["kind"]?.scalar ?? "") \(self["metadata", "name"]?.scalar ?? "")" }

    /// What it says, in one way: neither the order of names nor that of texts in a list counts, nor quotes, nor white space in a text.
    ///
    /// For values in which no order has a meaning: rules, subjects, expressions.
    var canonical: String {
        switch content {
        case .scalar(let text, _): isNull ? "null" : Self.squeezed(text)
        case .sequence(let items): "[" + items.map(\.canonical).sorted().joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{"
                + entries.filter { !$0.value.isNull }.map { "\($0.key): \($0.value.canonical)" }.sorted()
                .joined(separator: ", ") + "}"
        }
    }

    /// With one space wherever there is white space.
    static func squeezed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
