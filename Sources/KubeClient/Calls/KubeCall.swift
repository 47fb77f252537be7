// SPDX-License-Identifier: Apache-2.0

/// One call to the apiserver, as values.
///
/// Whatever its parts come from, ``check()`` is asked before anything is sent: names that are none never become part of a path.
public struct KubeCall: Sendable {
    /// What is done.
    public enum Verb: String, Sendable, CaseIterable {
        case get, list, discover, create, apply, patch, replace, delete, evict
    }

    /// How a patch is written.
    public enum Patch: String, Sendable, CaseIterable {
        /// RFC 7386: members replace members, `null` removes.
        case merge = "application/merge-patch+json"
        /// The same, but that lists with keys are merged.
        case strategic = "application/strategic-merge-patch+json"
        /// RFC 6902: a list of operations, each done or none.
        case json = "application/json-patch+json"
    }

    /// Who we are among those who own an object's fields.
    public static let manager = "k3s-daas-controller"
    /// How long a call may take in all; the apiserver itself gives up after 60 seconds.
    public static let usualTimeout = Duration.seconds(30)
    /// The longest body: what an apiserver takes.
    public static let maximumBody = 3_145_728

    /// What is done.
    public let verb: Verb
    /// To what kind of object.
    public let resource: KubeResource
    /// In which namespace; `nil` for all of them, or for a kind that has none.
    public let namespace: String?
    /// The object's name; `nil` for a list, and for what is created.
    public let name: String?
    /// What goes with it, in JSON.
    public let body: [UInt8]
    /// How the body of a patch is written.
    public let patch: Patch?
    /// A part of the object, such as `status`.
    public private(set) var subresource: String?
    /// As whom.
    public private(set) var impersonation: KubeImpersonation?
    /// How long it may take, with all that is tried again.
    public private(set) var timeout = usualTimeout
    /// Whether a refusal keeps the apiserver's sentence.
    public private(set) var tellsWhy = false
    /// Whether it comes to the same if the apiserver sees it twice.
    public private(set) var isRepeatable: Bool
    /// Conditions on labels, of a list.
    public internal(set) var labels: [KubeLabelTerm] = []
    /// Conditions on fields, of a list.
    public internal(set) var fields: [KubeFieldTerm] = []
    /// How many objects a part of a list holds.
    public internal(set) var limit: Int?
    /// Where the next part of a list begins, as the last one said.
    public internal(set) var continuation: String?
    /// Who owns the fields that are written.
    public internal(set) var manager: String?
    /// Whether fields are taken from those who own them.
    public internal(set) var isForced = false

    init(
        _ verb: Verb, _ resource: KubeResource, _ name: String?, in namespace: String?, body: [UInt8] = [],
        patch: Patch? = nil
    ) {
        self.verb = verb
        self.resource = resource
        self.name = name
        self.namespace = namespace
        self.body = body
        self.patch = patch
        isRepeatable =
            switch verb {
            case .get, .list, .discover, .apply, .delete: true
            // The version in its body lets only one of two through.
            case .replace: true
            case .create, .patch, .evict: false
            }
    }

    /// The same for a part of the object.
    public consuming func subresource(_ name: String) -> KubeCall {
        subresource = name
        return self
    }

    /// The same as somebody else.
    public consuming func impersonating(_ user: String, groups: [String], uid: String? = nil) -> KubeCall {
        impersonation = KubeImpersonation(user: user, groups: groups, uid: uid)
        return self
    }

    /// The same, of which a refusal says why in the apiserver's words: only for who hands them on to whoever asked.
    public consuming func tellingWhy() -> KubeCall {
        tellsWhy = true
        return self
    }

    /// The same, of which whoever makes it knows that twice is as good as once: its name or version lets only one of two through, and what
    /// the second is refused with says nothing new.
    public consuming func repeatable() -> KubeCall {
        isRepeatable = true
        return self
    }

    /// The same within a time.
    public consuming func timeout(_ timeout: Duration) -> KubeCall {
        self.timeout = timeout
        return self
    }

    /// Whether nothing changes by it.
    public var isRead: Bool { verb == .get || verb == .list || verb == .discover }

    /// Refuses what must not be sent.
    public func check() throws(KubeError) {
        guard verb != .discover else {
            guard resource.isDiscoverable, impersonation?.isAllowed ?? true else { throw KubeError(.invalid) }
            return
        }
        let isPlaced =
            resource.isNamespaced
            ? namespace.map { KubeName.isLabel($0) } ?? (verb == .list) : namespace == nil
        let needsName = verb != .list && verb != .create
        // A subresource is created below an object that has a name.
        let isNamed = name.map { resource.isName($0) } ?? (!needsName && subresource == nil)
        let isPart = subresource.map { KubeName.isSubresource($0) } ?? true
        let isChosen = labels.allSatisfy { $0.text != nil } && fields.allSatisfy { $0.text != nil }
        let isPaged = (limit ?? 1) > 0 && (continuation?.utf8.count ?? 0) <= Self.longestContinuation
        guard resource.isNameable, isPlaced, isNamed, isPart, isChosen, isPaged, impersonation?.isAllowed ?? true,
            manager.map({ KubeName.isSubdomain($0) }) ?? true
        else { throw KubeError(.invalid) }
        guard body.count <= Self.maximumBody else { throw KubeError(.tooLarge) }
    }

    /// What an apiserver gives as a continuation is made of a name and a number.
    static let longestContinuation = 1024
}
