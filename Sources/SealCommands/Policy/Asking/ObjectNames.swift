// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import StakeRBAC

/// What an object calls itself.
struct ObjectNames {
    var name = ""
    var namespace = ""
    private var apiVersion = ""
    private var kind = ""

    /// Reads an object in JSON; no object has no names.
    init(_ object: [UInt8]?) throws(CommandFailure) {
        guard let object else { return }
        do throws(ConfigurationError) {
            let document = try YAMLDocument.parse(object.span, name: "the object", limits: ObjectText.limits)
            name = Self.text(document.root.descendant(["metadata", "name"]))
            apiVersion = Self.text(document.root.descendant(["apiVersion"]))
            kind = Self.text(document.root.descendant(["kind"]))
            namespace = Self.text(document.root.descendant(["metadata", "namespace"]))
        } catch { throw CommandFailure(error) }
    }

    /// The resource that the object is of by its own word, if it is known and another one.
    func otherResource(than resource: ResourceName, _ kinds: KindTable) -> ResourceName? {
        guard !kind.isEmpty else { return nil }
        let group = apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
        // The core's group has no name to be said by: there, the table is asked for the kind alone.
        guard let own = ResourceName(group.isEmpty ? kind : "\(kind).\(group)", among: kinds), own.group == group,
            kinds.all.contains(where: { $0.group == own.group && $0.resource == own.resource }), own != resource
        else { return nil }
        return own
    }

    private static func text(_ node: YAMLNode?) -> String {
        guard case .scalar(let text, isPlain: false)? = node?.content else { return "" }
        return text
    }
}
