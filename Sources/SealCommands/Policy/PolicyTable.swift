// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Reviews
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// The table of rights: rows of what can be done, columns of tiers, cells as the engine answers.
struct PolicyTable {
    let bench: PolicyBench
    let tiers: [Tier]
    let circumstances: Circumstances
    private(set) var rows: [Report] = []

    private static let nowhere = "-"

    init(bench: PolicyBench, tiers: [Tier], circumstances: Circumstances) {
        self.bench = bench
        self.tiers = tiers
        self.circumstances = circumstances
    }

    private var policy: Policy { bench.engine.policy }

    /// Asks for every cell.
    mutating func fill() throws(ReviewError) {
        try row("stake") { asker in Mist.write(asker.stake) }
        try reads()
        try writes()
        try parts()
        try clusterWide()
        try escalations()
        try content()
    }

    // MARK: Rows

    private mutating func reads() throws(ReviewError) {
        for (text, resource, part) in [("pods", "pods", ""), ("secrets", "secrets", ""), ("pods/log", "pods", "log")] {
            let places = [CorpusPlace.other, .system, .everywhere]
            try row("read \(text)") { [self] (asker) throws(ReviewError) in
                try reach(asker, [.own(asker.address)] + places) { place in
                    [
                        PolicyQuestion(
                            verb: "get", resource: ResourceName("", resource), part: part, namespace: place.namespace)
                    ]
                }
            }
        }
    }

    private mutating func writes() throws(ReviewError) {
        for (group, resource, kind) in policy.kinds.all where kind.isNamespaced && kind.writers != .from(.viewer) {
            let name = ResourceName(group, resource == "*" ? "anything" : resource)
            let shapes = CorpusShapes(policies: [policy]).shapes(name, kind)
            try row("write \(ResourceName(group, resource))") { [self] (asker) throws(ReviewError) in
                try reach(asker, [.own(asker.address), .other, .system]) { place in
                    shapes.map { shape in
                        PolicyQuestion(
                            verb: "create", resource: name, namespace: place.namespace, name: "sample",
                            object: shape.json)
                    }
                }
            }
        }
        let unlisted = ResourceName("unlisted.example.org", "samples")
        try row("write kinds that are not listed") { [self] (asker) throws(ReviewError) in
            try reach(asker, [.own(asker.address), .other, .system]) { place in
                [
                    PolicyQuestion(
                        verb: "create", resource: unlisted, namespace: place.namespace, object: Shape.plain.json)
                ]
            }
        }
    }

    private mutating func parts() throws(ReviewError) {
        for (part, verb) in [
            ("exec", "create"), ("attach", "create"), ("portforward", "create"), ("eviction", "create"),
        ] {
            try row("pods/\(part)") { [self] (asker) throws(ReviewError) in
                try reach(asker, [.own(asker.address), .other, .system]) { place in
                    [
                        PolicyQuestion(
                            verb: verb, resource: ResourceName("", "pods"), part: part, namespace: place.namespace,
                            name: "sample", object: Shape.plain.json)
                    ]
                }
            }
        }
    }

    private mutating func clusterWide() throws(ReviewError) {
        for (group, resource, kind) in policy.kinds.all where !kind.isNamespaced && kind.writers != .from(.viewer) {
            let name = ResourceName(group, resource == "*" ? "anything" : resource)
            let verb = kind.content == .node ? "update" : "create"
            let shapes = CorpusShapes(policies: [policy]).shapes(name, kind)
            try row("\(kind.content == .node ? "cordon" : "write") \(ResourceName(group, resource))") {
                [self] (asker) throws(ReviewError) in
                try isAllowed(
                    asker,
                    shapes.map { shape in
                        var question = PolicyQuestion(verb: verb, resource: name, name: "sample", object: shape.json)
                        if verb == "update" { question.oldObject = Shape.old.json }
                        return question
                    }) ? "yes" : Self.nowhere
            }
        }
    }

    private mutating func escalations() throws(ReviewError) {
        let roles = ResourceName("rbac.authorization.k8s.io", "clusterroles")
        let asked: [(String, PolicyQuestion)] = [
            ("impersonate users", PolicyQuestion(verb: "impersonate", resource: ResourceName("", "users"))),
            ("escalate clusterroles", PolicyQuestion(verb: "escalate", resource: roles)),
            ("bind cluster-admin", PolicyQuestion(verb: "bind", resource: roles, name: "cluster-admin")),
        ]
        for (text, question) in asked {
            try row(text) { [self] (asker) throws(ReviewError) in
                try isAllowed(asker, [question]) ? "yes" : Self.nowhere
            }
        }
        try row("bind roles of tiers at home") { [self] (asker) throws(ReviewError) in
            var names: [String] = []
            for tier in Tier.allCases {
                let namespace = CorpusPlace.own(asker.address).namespace
                let question = PolicyQuestion(
                    verb: "bind", resource: roles, namespace: namespace, name: "seal:\(tier.name)")
                if try isAllowed(asker, [question]) { names.append("\(tier.name)") }
            }
            return names.isEmpty ? Self.nowhere : names.joined(separator: ", ")
        }
    }

    private mutating func content() throws(ReviewError) {
        let pods = PodShapes.all.prefix(3)
        try row("pod security") { [self] (asker) throws(ReviewError) in
            var laxest = Self.nowhere
            for (name, spec) in pods
            where try isAllowed(asker, [create("pods", Shape(name, PodShapes.pod(spec)), asker)]) {
                laxest = name
            }
            return laxest
        }
        let services = Kind(writers: .from(.developer), content: .service)
        let shapes = CorpusShapes(policies: [policy]).shapes(ResourceName("", "services"), services)
        try row("service types") { [self] (asker) throws(ReviewError) in
            var types: [String] = []
            for shape in shapes where try isAllowed(asker, [create("services", shape, asker)]) {
                types.append(shape.label)
            }
            return types.isEmpty ? Self.nowhere : types.joined(separator: ", ")
        }
        try row("quota") { [self] asker in
            guard let quota = policy.quotas[asker.tier] else { return "no limit" }
            return QuotaText.all(quota.limit(ofStake: asker.stake))
        }
    }

    private func create(_ resource: String, _ shape: Shape, _ asker: Column) -> PolicyQuestion {
        PolicyQuestion(
            verb: "create", resource: ResourceName("", resource), namespace: CorpusPlace.own(asker.address).namespace,
            name: "sample", object: shape.json)
    }

    // MARK: Cells

    /// Whom a column is about.
    private struct Column {
        let asker: Asker
        let tier: Tier
        let stake: UInt64
        let address: Bytes32
    }

    private mutating func row(
        _ name: String, _ cell: (Column) throws(ReviewError) -> String
    ) throws(ReviewError) {
        var fields = [Report.Field("right", .text(name))]
        for tier in tiers {
            let asker = Asker.holder(Asker.anybody, tier, [policy], circumstances)
            let stake = max(circumstances.prices[tier], policy.floors[tier])
            let column = Column(asker: asker, tier: tier, stake: stake, address: Asker.anybody.raw)
            fields.append(Report.Field("\(tier.name)", .text(try cell(column))))
        }
        rows.append(.record(fields))
    }

    private func isAllowed(_ column: Column, _ questions: [PolicyQuestion]) throws(ReviewError) -> Bool {
        for question in questions {
            if try bench.answer(question, by: column.asker, circumstances).outcome > .deny { return true }
        }
        return false
    }

    /// Where any of the questions is allowed.
    private func reach(
        _ column: Column, _ places: [CorpusPlace], _ questions: (CorpusPlace) -> [PolicyQuestion]
    ) throws(ReviewError) -> String {
        var allowed: [CorpusPlace] = []
        for place in places where try isAllowed(column, questions(place)) { allowed.append(place) }
        let isAllowed = (
            own: allowed.contains { $0 == .own(column.address) }, other: allowed.contains(.other),
            system: allowed.contains(.system)
        )
        let everywhere = !places.contains(.everywhere) || allowed.contains(.everywhere)
        switch isAllowed {
        case (false, false, false): return Self.nowhere
        case (true, false, false): return "own namespaces"
        case (true, true, false): return "all but the system"
        case (false, true, false): return "all but own and the system"
        case (false, true, true): return "all but own"
        case (true, true, true): return everywhere ? "all" : "all, one at a time"
        default: return allowed.map(\.label).joined(separator: ", ")
        }
    }
}
