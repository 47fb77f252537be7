// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// A file in which kubectl finds clusters, users, and which of them belong together.
///
/// It belongs to its user and to other tools: whatever of it we do not understand is kept, and a file that we cannot read whole is not
/// touched.
struct Kubeconfig {
    /// The lists in it, each of named things.
    enum List: String, CaseIterable {
        case clusters, users, contexts

        /// What holds the thing beside its name.
        var key: String {
            switch self {
            case .clusters: "cluster"
            case .users: "user"
            case .contexts: "context"
            }
        }
    }

    private static let limits = YAMLLimits(bytes: 16 << 20, nodes: 1_000_000)

    private var entries: [YAMLNode.Entry]

    /// A file in which there is nothing yet.
    init() {
        entries = [
            .init(key: "apiVersion", value: .text("v1")), .init(key: "kind", value: .text("Config")),
            .init(key: "preferences", value: .mapping([])),
        ]
    }

    /// Where kubectl looks: the files of the variable, or the one in the home.
    static func paths(_ environment: [String: String]) -> [String] {
        let named = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !named.isEmpty { return named }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? ["\($0)/.kube/config"] : nil } ?? []
    }

    /// Reads a file; `nil` where there is none, or nothing in it.
    static func read(_ path: String) throws(ConfigurationError) -> Kubeconfig? {
        let document: YAMLDocument
        do throws(ConfigurationError) { document = try YAMLDocument.read(path, limits: limits) } catch {
            if isNothing(path, error) { return nil }
            throw error
        }
        return try Kubeconfig(document)
    }

    private static func isNothing(_ path: String, _ error: ConfigurationError) -> Bool {
        if error.problems.map(\.code) == [.empty] { return true }
        do throws(SystemError) {
            _ = try FileStatus.of(path)
            return false
        } catch { return error.isMissing }
    }

    /// Takes a document; what we are going to look into must have the form that kubectl gives it.
    private init(_ document: YAMLDocument) throws(ConfigurationError) {
        func wrong(_ node: YAMLNode, _ key: String, _ reason: String) -> ConfigurationError {
            ConfigurationError([Problem(.wrongType, at: .file(document.name, node.position), key: key, reason)])
        }
        guard case .mapping(let entries) = document.root.content else {
            throw wrong(document.root, "", "a kubeconfig is a mapping")
        }
        self.entries = entries
        for list in List.allCases {
            guard let node = document.root.descendant([list.rawValue]), !node.isNull else { continue }
            guard case .sequence(let items) = node.content else { throw wrong(node, list.rawValue, "must be a list") }
            for item in items {
                guard case .scalar? = item.descendant(["name"])?.content else {
                    throw wrong(item, list.rawValue, "each of them must have a name")
                }
            }
        }
    }

    private func items(_ list: List) -> [YAMLNode] {
        guard let node = entries.first(where: { $0.key == list.rawValue })?.value,
            case .sequence(let items) = node.content
        else { return [] }
        return items
    }

    /// The thing of this name.
    func named(_ name: String, in list: List) -> YAMLNode? {
        items(list).first { $0.descendant(["name"])?.scalar == name }?.descendant([list.key])
    }

    /// The name of the context that is used if nobody names one.
    var current: String? {
        guard let name = entries.first(where: { $0.key == "current-context" })?.value.scalar, !name.isEmpty else {
            return nil
        }
        return name
    }

    /// Puts a thing into a list, in the place of the one that has its name, or at the end.
    ///
    /// Where the name stands twice, which kubectl does not take, it stands once afterwards.
    mutating func put(_ thing: YAMLNode, named name: String, in list: List) {
        let new = YAMLNode.mapping([("name", .text(name)), (list.key, thing)])
        var items = items(list)
        let place = items.firstIndex { $0.descendant(["name"])?.scalar == name }
        items.removeAll { $0.descendant(["name"])?.scalar == name }
        items.insert(new, at: place ?? items.count)
        set(list.rawValue, YAMLNode(content: .sequence(items)))
    }

    /// Makes a context the one that is used if nobody names one.
    mutating func use(_ context: String) { set("current-context", .text(context)) }

    private mutating func set(_ key: String, _ value: YAMLNode) {
        let entry = YAMLNode.Entry(key: key, value: value)
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index] = entry
        } else {
            entries.append(entry)
        }
    }

    /// The file's text, which says all that was read and all that was put.
    func text() throws(CommandFailure) -> String {
        let root = YAMLNode(content: .mapping(entries))
        let bytes = Array(root.text.utf8)
        do throws(ConfigurationError) {
            if try YAMLDocument.parse(bytes.span, name: "kubeconfig", limits: Self.limits).root.says(root) {
                return root.text
            }
        } catch {}
        throw CommandFailure("the file would not say the same when it is written again: it is left as it is", .software)
    }
}

extension YAMLNode {
    /// A text, in quotes.
    static func text(_ text: String) -> YAMLNode { YAMLNode(content: .scalar(text, isPlain: false)) }

    /// A truth value.
    static func flag(_ value: Bool) -> YAMLNode { YAMLNode(content: .scalar(value ? "true" : "false", isPlain: true)) }

    /// Names with values.
    static func mapping(_ entries: [(String, YAMLNode)]) -> YAMLNode {
        YAMLNode(content: .mapping(entries.map { Entry(key: $0.0, value: $0.1) }))
    }

    /// The text of a single value.
    var scalar: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }
}
