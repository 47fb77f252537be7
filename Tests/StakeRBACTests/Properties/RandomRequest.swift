// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN

@testable import StakeRBAC

/// Requests and identities by chance, drawn so that about half of what an admin asks is allowed.
struct RandomRequest {
    /// Resources that nobody has told the engine of, some of which look like ones that it knows.
    static let unknown: [(group: String, resource: String)] = [
        ("demo.example.com", "widgets"), ("", "widgets"), ("apps", "pods"), ("", "Pods"), ("Apps", "deployments"),
        ("extensions", "deployments"), ("", "pods "), ("", ""), ("example.com", "secrets"), ("", "*"),
    ]
    private static let known: [(group: String, resource: String)] = KindTable().all.map { kind in
        (kind.group, kind.resource == "*" ? "anything" : kind.resource)
    }
    /// Kinds whose contents are looked at, drawn more often than the rest.
    private static let judged: [(group: String, resource: String)] = [
        ("", "pods"), ("apps", "deployments"), ("batch", "cronjobs"), ("", "services"), ("", "secrets"),
        ("networking.k8s.io", "ingresses"), ("rbac.authorization.k8s.io", "rolebindings"), ("", "namespaces"),
        ("rbac.authorization.k8s.io", "roles"), ("", "persistentvolumes"), ("", "persistentvolumeclaims"),
        ("", "nodes"),
        ("apiextensions.k8s.io", "customresourcedefinitions"), ("storage.k8s.io", "storageclasses"),
    ]
    static let unknownParts = ["nonsense", "Scale", "exec/more", "statuses", "?"]
    static let unknownVerbs = ["use", "", "Get", "post", "bindd"]
    private static let parts = Subresource.allCases.map(\.rawValue).filter { $0 != "?" }
    private static let names = ["thing", "web", "kube-system", "seal-x", "seal:viewer", "system:node", "team-a", ""]
    private static let words = [
        "*:*", "*:read", "*:write", "pods:*", "pods:write", "pods/exec:write", "*/scale:patch", "team-a/*:*",
        "deployments.apps:update", "services:create", "namespaces:*", "secrets:delete", "nonsense", ":",
    ]

    /// A write.
    static func write(_ dice: inout Dice) -> Asked {
        let operation = dice.pick([
            Asked.Operation.create, .create, .update, .update, .delete, .connect,
        ])
        let kind = dice.oneIn(12) ? dice.pick(unknown) : dice.oneIn(2) ? dice.pick(judged) : dice.pick(known)
        var part = ""
        if operation == .connect { part = dice.pick(["exec", "attach", "portforward", "proxy"]) }
        if dice.oneIn(6) { part = dice.oneIn(4) ? dice.pick(unknownParts) : dice.pick(parts) }
        let place = dice.oneIn(3) ? dice.pick([Place.home, .granted]) : dice.pick(Place.allCases)
        var asked = Asked(
            operation, kind.resource, group: kind.group, part: part, in: place.namespace, named: dice.pick(names))
        if operation == .create || operation == .update { asked.object = RandomObject.make(kind.resource, part, &dice) }
        if operation == .delete { asked.old = RandomObject.make(kind.resource, part, &dice) }
        if operation == .update {
            asked.old = dice.oneIn(2) ? asked.object : RandomObject.make(kind.resource, part, &dice)
        }
        // Without a name it is read from the object, and a review whose name cannot be read is no review.
        if (asked.object ?? asked.old)?.contains(#""metadata":[]"#) ?? false { asked.name = "thing" }
        return asked
    }

    /// What the authorizer is asked when somebody does a write: any of these verbs may stand behind it.
    static func verbs(_ asked: Asked) -> [Wanted] {
        let verbs =
            switch asked.operation {
            case .create: ["create"]
            case .update: ["update", "patch"]
            case .delete: ["delete", "deletecollection"]
            case .connect: ["create", "get"]
            }
        return verbs.map {
            Wanted(
                $0, asked.resource, group: asked.group, part: asked.part, in: asked.namespace, named: asked.name)
        }
    }

    /// Any verb.
    static func verb(_ dice: inout Dice) -> Wanted {
        let kind = dice.oneIn(12) ? dice.pick(unknown) : dice.oneIn(2) ? dice.pick(judged) : dice.pick(known)
        let verbs = [
            "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "bind", "escalate",
            "impersonate", "impersonate-on:user-info:get", "*",
        ]
        let part = dice.oneIn(3) ? dice.pick(parts + unknownParts) : ""
        return Wanted(
            dice.oneIn(12) ? dice.pick(unknownVerbs) : dice.pick(verbs), kind.resource, group: kind.group, part: part,
            in: dice.pick(Place.allCases).namespace, named: dice.pick(names))
    }

    /// Somebody of a tier, in one case of four with a seal that is narrowed.
    static func identity(_ tier: Tier, _ dice: inout Dice) -> Identity {
        var identity = Asked.staker(tier)
        guard dice.oneIn(4) else { return identity }
        if dice.oneIn(2) { identity.permissions = [dice.pick(words), dice.pick(words)] }
        if dice.oneIn(2) { identity.namespaces = [dice.pick(Place.allCases.dropLast()).namespace] }
        return identity
    }

    /// Words that narrow a seal.
    static func narrowing(_ dice: inout Dice) -> [String] { (0...2).map { _ in dice.pick(words) } }
}
