// SPDX-License-Identifier: Apache-2.0

/// A kind of object, as a path of the API names it.
public struct KubeResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public let group: String
    /// The group's version.
    public let version: String
    /// The plural, in lower case.
    public let plural: String
    /// Whether each object belongs to a namespace.
    public let isNamespaced: Bool

    /// Names a kind; a name that cannot stand in a path is refused when it is used.
    public init(group: String = "", version: String = "v1", plural: String, isNamespaced: Bool) {
        self.group = group
        self.version = version
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// `v1`, or `apps/v1`: what objects of this kind say as their `apiVersion`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// `configmaps`.
    public static let configMaps = KubeResource(plural: "configmaps", isNamespaced: true)
    /// `events`.
    public static let events = KubeResource(plural: "events", isNamespaced: true)
    /// `namespaces`.
    public static let namespaces = KubeResource(plural: "namespaces", isNamespaced: false)
    /// `nodes`.
    public static let nodes = KubeResource(plural: "nodes", isNamespaced: false)
    /// `pods`.
    public static let pods = KubeResource(plural: "pods", isNamespaced: true)
    /// `secrets`.
    public static let secrets = KubeResource(plural: "secrets", isNamespaced: true)
    /// `serviceaccounts`.
    public static let serviceAccounts = KubeResource(plural: "serviceaccounts", isNamespaced: true)
    /// `leases`.
    public static let leases = KubeResource(group: "coordination.k8s.io", plural: "leases", isNamespaced: true)
    /// `rolebindings`.
    public static let roleBindings = KubeResource(
        group: "rbac.authorization.k8s.io", plural: "rolebindings", isNamespaced: true)
    /// `networkpolicies`.
    public static let networkPolicies = KubeResource(
        group: "networking.k8s.io", plural: "networkpolicies", isNamespaced: true)
    /// `csinodes`.
    public static let csiNodes = KubeResource(group: "storage.k8s.io", plural: "csinodes", isNamespaced: false)
    /// `volumeattachments`.
    public static let volumeAttachments = KubeResource(
        group: "storage.k8s.io", plural: "volumeattachments", isNamespaced: false)
    /// `daemonsets`.
    public static let daemonSets = KubeResource(group: "apps", plural: "daemonsets", isNamespaced: true)

    /// Whether an object of this kind can have a name: of RBAC's, any that can stand in a path, with colons in it.
    func isName(_ text: String) -> Bool {
        KubeName.isSubdomain(text) || group == "rbac.authorization.k8s.io" && KubeName.isRoleName(text)
    }

    /// Whether each part can stand in a path.
    var isNameable: Bool { isVersioned && isGrouped && KubeName.isLabel(plural) }

    /// Whether a group, or a version of one, can stand in a path; the core group has one version and no list of them.
    var isDiscoverable: Bool { isGrouped && (isVersioned || (version.isEmpty && !group.isEmpty)) }

    private var isGrouped: Bool { group.isEmpty || KubeName.isSubdomain(group) }

    /// The longest version.
    static let longestVersion = 63

    /// Whether a text can be a version of a group: `v1`, `v2beta1`.
    public static func isVersion(_ text: some StringProtocol) -> Bool {
        (1...longestVersion).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
    }

    private var isVersioned: Bool { Self.isVersion(version) }
}
