// SPDX-License-Identifier: Apache-2.0

/// One rule of a role: these verbs on these resources of these groups.
struct RoleRule: Sendable, Equatable {
    var groups: [String] = []
    var resources: [String] = []
    var verbs: [String]
    /// The names that it is limited to; all if there is none.
    var names: [String] = []
    /// What is asked for beside resources.
    var paths: [String] = []

    /// To look.
    static let reads = ["get", "list", "watch"]
    /// To change.
    static let writes = ["create", "update", "patch", "delete", "deletecollection"]

    var tree: Tree {
        if !paths.isEmpty { return ["nonResourceURLs": .texts(paths), "verbs": .texts(verbs)] }
        var members: [(String, Tree)] = [("apiGroups", .texts(groups)), ("resources", .texts(resources))]
        if !names.isEmpty { members.append(("resourceNames", .texts(names))) }
        return .mapping(members + [("verbs", .texts(verbs))])
    }

    /// A rule for each group, with all of its resources in one order.
    static func rules(_ kinds: [GrantedKind], _ verbs: [String]) -> [RoleRule] {
        let groups = Set(kinds.map(\.group)).sorted()
        return groups.map { group in
            RoleRule(
                groups: [group], resources: kinds.filter { $0.group == group }.map(\.resource).sorted(), verbs: verbs)
        }
    }
}
