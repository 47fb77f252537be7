// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// An operator's kubeconfig for webhooks; it may hold secrets, so that no message repeats anything of it.
enum ExistingKubeconfig {
    /// No user yet.
    static let empty = Tree.mapping([("apiVersion", "v1"), ("kind", "Config")]).node

    /// Reads one; what is relative in it is made absolute.
    static func read(_ file: AdmissionConfigurationMerge.File) throws(WiringRefusal) -> YAMLNode {
        let root: YAMLNode
        do throws(ConfigurationError) {
            root = try YAMLDocument.parse(file.contents.span, name: file.path).root
        } catch {
            throw .existing(
                file.path, "cannot be read as YAML: look at it with `kubectl config view --kubeconfig \(file.path)`")
        }
        guard root.members != nil else { throw .existing(file.path, "is no kubeconfig") }
        let users = try things(in: root, "users", file.path)
        let clusters = try things(in: root, "clusters", file.path)
        return try changed(root, users, clusters, file.path)
    }

    private static func changed(
        _ root: YAMLNode, _ users: [YAMLNode]?, _ clusters: [YAMLNode]?, _ path: String
    ) throws(WiringRefusal) -> YAMLNode {
        var root = root
        func absolute(_ file: String) -> String { ExistingAdmission.absolute(file, from: path) }
        if let users {
            let changed = users.map { user in
                user.changing(["user", "client-certificate"], absolute).changing(["user", "client-key"], absolute)
                    .changing(["user", "tokenFile"], absolute)
                    // A name is looked for in $PATH, a path from where the file is.
                    .changing(["user", "exec", "command"]) { $0.utf8.contains(UInt8(ascii: "/")) ? absolute($0) : $0 }
            }
            root = root.setting("users", to: YAMLNode(content: .sequence(changed)))
        }
        if let clusters {
            let changed = clusters.map { $0.changing(["cluster", "certificate-authority"], absolute) }
            root = root.setting("clusters", to: YAMLNode(content: .sequence(changed)))
        }
        return root
    }

    /// Puts the user for our address in.
    static func adding(_ plan: WiringPlan, to root: YAMLNode, _ path: String) throws(WiringRefusal) -> YAMLNode {
        let ours = plan.gateUser.node
        var users = try things(in: root, "users", path) ?? []
        let name = ours.descendant(["name"])?.word
        if let other = users.first(where: { $0.descendant(["name"])?.word == name }) {
            guard other.says(ours) else {
                throw .existing(path, "has a user for our address already: remove it, or listen on another port")
            }
            return root
        }
        users.append(ours)
        return root.setting("users", to: YAMLNode(content: .sequence(users)))
    }

    private static func things(
        in root: YAMLNode, _ key: String, _ path: String
    ) throws(WiringRefusal) -> [YAMLNode]? {
        guard let list = root.descendant([key]), !list.isNull else { return nil }
        guard let items = list.items, items.allSatisfy({ $0.descendant(["name"])?.word != nil }) else {
            throw .existing(path, "\(key) must be a list of things with names")
        }
        return items
    }
}
