// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// One request of a corpus: who asks, and what.
struct CorpusRequest: Sendable {
    /// The group that it is shown in: `developer`.
    let who: String
    /// For people, behind the verb: `services (NodePort) in own namespace`.
    let label: String
    let asker: Asker
    let question: PolicyQuestion
}

/// Requests of every tier for every kind, in the places that the rules tell apart; whatever two policies name themselves is among them.
struct PolicyCorpus {
    let policies: [Policy]
    let circumstances: Circumstances

    /// How many addresses that the policies name are asked for one by one.
    private static let maximumAddresses = 64
    // A watch is a list that goes on.
    private static let reads = ["get", "list"]

    /// A kind of object, and what to ask with.
    private struct Subject {
        let name: ResourceName
        let isNamespaced: Bool
        let shapes: [Shape]
    }

    /// All requests, tier by tier, then address by address.
    func requests() -> [CorpusRequest] {
        let subjects = subjects()
        var requests: [CorpusRequest] = []
        for tier in Tier.allCases {
            let asker = Asker.holder(Asker.anybody, tier, policies, circumstances)
            requests += self.requests("\(tier.name)", asker, namespaces(Asker.anybody.raw, named: protected), subjects)
        }
        for address in addresses.prefix(Self.maximumAddresses) {
            for tier in [Tier.developer, .admin] {
                let asker = Asker.holder(Address(address), tier, policies, circumstances)
                let named = policies.flatMap { $0.namespaces.grants[address] ?? [] }
                let exempted = policies.flatMap(\.exemptions).filter { $0.addresses.contains(address) }
                let places = namespaces(address, named: named + exempted.flatMap { $0.namespaces.sorted() })
                requests += self.requests("\(tier.name) 0x\(address.hex)", asker, places, subjects)
            }
        }
        return requests
    }

    // MARK: Who and where

    private var protected: [String] { policies.flatMap(\.namespaces.protected) }

    /// Those whom a policy treats otherwise than all.
    private var addresses: [Bytes32] {
        var addresses: Set<Bytes32> = []
        for policy in policies {
            addresses.formUnion(policy.namespaces.grants.keys)
            for exemption in policy.exemptions { addresses.formUnion(exemption.addresses) }
        }
        return addresses.sorted { $0.hex < $1.hex }
    }

    private func namespaces(_ owner: Bytes32, named: [String]) -> [CorpusPlace] {
        var places: [CorpusPlace] = [.own(owner), .other, .system]
        for name in named where !places.contains(where: { $0.namespace == name }) { places.append(.named(name)) }
        return places
    }

    /// Every kind that a policy knows, and one that none does, with the objects to ask with.
    private func subjects() -> [Subject] {
        var names: [ResourceName] = []
        var found: [ResourceName: [Kind]] = [:]
        for policy in policies {
            for (group, resource, kind) in policy.kinds.all {
                let name = ResourceName(group, resource == "*" ? "anything" : resource)
                if found[name] == nil { names.append(name) }
                found[name, default: []].append(kind)
            }
        }
        let unlisted = ResourceName("unlisted.example.org", "samples")
        found[unlisted] = [Kind(writers: .from(.super))]
        let corpus = CorpusShapes(policies: policies)
        return (names + [unlisted]).map { name in
            let kinds = found[name] ?? []
            var shapes: [Shape] = []
            for shape in kinds.flatMap({ corpus.shapes(name, $0) })
            where !shapes.contains(where: { $0.label == shape.label }) { shapes.append(shape) }
            return Subject(name: name, isNamespaced: kinds.contains { $0.isNamespaced }, shapes: shapes)
        }
    }

    // MARK: What

    private func requests(
        _ who: String, _ asker: Asker, _ places: [CorpusPlace], _ subjects: [Subject]
    ) -> [CorpusRequest] {
        var requests: [CorpusRequest] = []
        for subject in subjects {
            for place in subject.isNamespaced ? places : [.cluster] {
                requests += writes(subject, place).map { ask($0, who, asker) }
            }
            for place in subject.isNamespaced ? places + [.everywhere] : [.cluster] {
                for verb in Self.reads { requests.append(ask((verb, "", nil, subject.name, place), who, asker)) }
            }
        }
        return requests + parts(who, asker, places) + escalations(who, asker)
    }

    private typealias Asked = (verb: String, part: String, shape: Shape?, name: ResourceName, place: CorpusPlace)

    private func writes(_ subject: Subject, _ place: CorpusPlace) -> [Asked] {
        let changes = subject.shapes.flatMap { shape in
            ["create", "update"].map { ($0, "", shape, subject.name, place) }
        }
        // What is deleted is told by no rule from what is made: one shape is enough.
        return changes + ["delete", "deletecollection"].map { ($0, "", subject.shapes.first, subject.name, place) }
    }

    private func parts(_ who: String, _ asker: Asker, _ places: [CorpusPlace]) -> [CorpusRequest] {
        let pods = ResourceName("", "pods")
        let asked: [(String, ResourceName, String)] = [
            ("get", pods, "log"), ("create", pods, "exec"), ("create", pods, "attach"), ("create", pods, "portforward"),
            ("create", pods, "eviction"), ("create", pods, "binding"), ("update", pods, "status"),
            ("update", ResourceName("apps", "deployments"), "scale"),
            ("create", ResourceName("", "serviceaccounts"), "token"),
            ("get", ResourceName("", "nodes"), "proxy"),
        ]
        return asked.flatMap { verb, name, part in
            (name.resource == "nodes" ? [.cluster] : places).map { place in
                ask((verb, part, Shape.plain, name, place), who, asker)
            }
        }
    }

    private func escalations(_ who: String, _ asker: Asker) -> [CorpusRequest] {
        let roles = ResourceName("rbac.authorization.k8s.io", "clusterroles")
        let signers = ResourceName("certificates.k8s.io", "signers")
        let asked: [(String, ResourceName)] = [
            ("impersonate", ResourceName("", "users")), ("impersonate", ResourceName("", "groups")),
            ("impersonate", ResourceName("", "serviceaccounts")), ("escalate", roles), ("bind", roles),
            ("approve", signers), ("sign", signers),
        ]
        return asked.map { ask(($0, "", nil, $1, .cluster), who, asker) }
    }

    private func ask(_ asked: Asked, _ who: String, _ asker: Asker) -> CorpusRequest {
        let isMany = ["list", "watch", "deletecollection"].contains(asked.verb)
        let isDeletion = asked.verb.hasPrefix("delete")
        var question = PolicyQuestion(
            verb: asked.verb, resource: asked.name, part: asked.part, namespace: asked.place.namespace,
            name: isMany ? "" : "sample", object: isDeletion ? nil : asked.shape?.json)
        if isDeletion { question.oldObject = asked.shape?.json }
        if question.operation == "UPDATE" { question.oldObject = Shape.old.json }
        let special = isDeletion ? "" : asked.shape.map { $0.label.isEmpty ? "" : " (\($0.label))" } ?? ""
        let what = asked.name.description + (asked.part.isEmpty ? "" : "/\(asked.part)") + special
        let place = asked.place.label.isEmpty ? "" : " \(asked.place.label)"
        return CorpusRequest(who: who, label: what + place, asker: asker, question: question)
    }
}
