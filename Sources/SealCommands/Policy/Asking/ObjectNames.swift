// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What an object calls itself.
struct ObjectNames {
    var name = ""
    var namespace = ""

    /// Reads an object in JSON; no object has no names.
    init(_ object: [UInt8]?) throws(CommandFailure) {
        guard let object else { return }
        do throws(ConfigurationError) {
            let document = try YAMLDocument.parse(object.span, name: "the object", limits: ObjectText.limits)
            name = Self.text(document.root.descendant(["metadata", "name"]))
            namespace = Self.text(document.root.descendant(["metadata", "namespace"]))
        } catch { throw CommandFailure(error) }
    }

    private static func text(_ node: YAMLNode?) -> String {
        guard case .scalar(let text, isPlain: false)? = node?.content else { return "" }
        return text
    }
}
