// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Reviews
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// Says what becomes of one request, and why.
enum PolicyExplain {
    static let command = Command(
        words: ["policy", "explain"], summary: "Says whether a stake may do something, why, and what it would take.",
        operands: [
            Operand("VERB", "get, create, update, delete, exec, scale, ... as for kubectl"),
            Operand("RESOURCE", "deployments.apps, deploy, pod/NAME"),
            Operand("NAME", "the object's name", isOptional: true),
        ],
        settings: [
            PolicyFlags.asker, PolicyFlags.tier, PolicyFlags.stake, PolicyFlags.sealPermissions,
            PolicyFlags.sealNamespaces, PolicyFlags.namespace, PolicyFlags.allNamespaces, PolicyFlags.subresource,
            PolicyFlags.objectFile, PolicyFlags.oldObjectFile, PolicyFlags.policy,
        ],
        details: """
            Of a write, admission and the authorizer are asked; without an object (-f), only who writes what and where can be
            told. It ends with 0 whatever the answer is.
            """
    ) { invocation throws(CommandFailure) in
        let policy = try PolicyCommands.load(try invocation(PolicyFlags.policy), invocation)
        let circumstances = Circumstances(now: invocation.console.now())
        let staker = try staker(invocation)
        guard let identity = staker.identity(circumstances) else {
            throw CommandFailure("say --tier, or a --stake that is worth one", .usage)
        }
        let question = try question(invocation, policy, owner: identity.owner)
        return try report(question, staker, identity, PolicyBench(policy), circumstances)
    }

    private static func staker(_ invocation: Invocation) throws(CommandFailure) -> StakerDescription {
        guard let address = try invocation(PolicyFlags.asker) else {
            throw CommandFailure("whose stake is meant? say --as 0x...", .usage)
        }
        return StakerDescription(
            address: address, tier: try invocation(PolicyFlags.tier), stake: try invocation(PolicyFlags.stake),
            permissions: try invocation(PolicyFlags.sealPermissions),
            namespaces: try invocation(PolicyFlags.sealNamespaces))
    }

    // MARK: The request

    private static func question(
        _ invocation: Invocation, _ policy: Policy, owner: Bytes32
    ) throws(CommandFailure) -> PolicyQuestion {
        let parts = invocation.operands[1].split(separator: "/", maxSplits: 1).map(String.init)
        guard let resource = ResourceName(parts.first ?? "", among: policy.kinds) else {
            throw CommandFailure("RESOURCE is not known: say RESOURCE.GROUP, such as widgets.example.com", .usage)
        }
        guard parts.count < 2 || invocation.operands.count < 3 else {
            throw CommandFailure("the name is given twice: say RESOURCE/NAME or RESOURCE NAME", .usage)
        }
        let verb = invocation.operands[0].lowercased()
        var question = PolicyQuestion(
            verb: verb, resource: resource, part: try invocation(PolicyFlags.subresource) ?? "")
        question.name = parts.count == 2 ? parts[1] : invocation.operands.count > 2 ? invocation.operands[2] : ""
        question.resolveVerb()
        if let path = try invocation(PolicyFlags.objectFile) { question.object = try object(path, invocation) }
        if let path = try invocation(PolicyFlags.oldObjectFile) { question.oldObject = try object(path, invocation) }
        let said = try ObjectNames(question.object ?? question.oldObject)
        if question.part.isEmpty, let other = said.otherResource(than: resource, policy.kinds) {
            throw CommandFailure("the object is one of \(other), not of \(resource)", .usage)
        }
        if question.name.isEmpty { question.name = said.name }
        question.namespace = try namespace(invocation, policy, resource, said, owner: owner)
        return question
    }

    private static func namespace(
        _ invocation: Invocation, _ policy: Policy, _ resource: ResourceName, _ said: ObjectNames, owner: Bytes32
    ) throws(CommandFailure) -> String {
        let kind = policy.kinds.kind(group: resource.group.utf8Span.span, resource: resource.resource.utf8Span.span)
        let named = try invocation(PolicyFlags.namespace)
        let isEverywhere = try invocation(PolicyFlags.allNamespaces)
        guard kind?.isNamespaced ?? true, !isEverywhere else { return "" }
        let namespace = NamespaceText.read(named ?? (said.namespace.isEmpty ? "default" : said.namespace), owner: owner)
        guard named == nil || said.namespace.isEmpty || said.namespace == namespace else {
            throw CommandFailure(
                "the object is for namespace \"\(TextWriter.visible(said.namespace))\", not for \"\(namespace)\"",
                .usage)
        }
        return namespace
    }

    private static func object(_ path: String, _ invocation: Invocation) throws(CommandFailure) -> [UInt8] {
        do throws(ConfigurationError) {
            guard path == "-" else { return try ObjectText.read(path) }
            guard let bytes = invocation.console.readInput(ObjectText.limits.bytes) else {
                throw ConfigurationError([Problem(.unreadable, at: .file("standard input", nil), "cannot be read")])
            }
            return try ObjectText.parse(bytes, name: "standard input")
        } catch { throw CommandFailure(error) }
    }

    // MARK: The answer

    private static let missingOld = "what was there is not known: give it with --old-filename"

    private static func report(
        _ question: PolicyQuestion, _ staker: StakerDescription, _ identity: Identity, _ bench: PolicyBench,
        _ circumstances: Circumstances
    ) throws(CommandFailure) -> Report {
        let asker = Asker(identity)
        do throws(ReviewError) {
            let answer = try bench.answer(question, by: asker, circumstances)
            let opinion = try bench.authorize(question, by: asker, circumstances)
            let isAdmitted = question.operation != nil && !question.lacksObject
            var fields: [Report.Field] = [
                .init("verdict", .text(answer.outcome.word)), .init("request", .text(question.shown)),
                .init("as", .text(asker.shown)), .init("judgedAs", answer.tier.map { .text("\($0.name)") } ?? .null),
                .init("by", .text(isAdmitted ? "admission" : "authorization")),
            ]
            if question.lacksObject {
                let missing = question.object == nil ? "the object is not known: give it with -f" : Self.missingOld
                fields.append(.init("note", .text(missing)))
            }
            fields += findings("denials", answer.denials) + findings("warnings", answer.warnings)
            fields += findings("audits", answer.audits)
            let weakened = (answer.warnings + answer.audits).map { $0.rule.rawValue }
            if !weakened.isEmpty { fields.append(.init("weakened", .list(weakened.map { .text($0) }))) }
            if answer.isExempted { fields.append(.init("exempted", .bool(true))) }
            if answer.outcome == .deny {
                let needed = try needed(question, staker, identity, bench, circumstances)
                fields.append(.init("wouldTake", .text(needed ?? "no tier is enough")))
            }
            if isAdmitted { fields += authorization(opinion, answer, bench.engine.policy) }
            return .record(fields + [.init("policy", .text(bench.engine.policy.version))])
        } catch { throw CommandFailure("the request cannot be read: \(error.reason)", .configuration) }
    }

    private static func findings(_ name: String, _ findings: [StakeRBAC.Finding]) -> [Report.Field] {
        guard !findings.isEmpty else { return [] }
        return [
            .init(
                name, .list(findings.map { .of(("rule", .text($0.rule.rawValue)), ("text", .text($0.text))) }))
        ]
    }

    /// The lowest tier above that may, as the engine itself says.
    private static func needed(
        _ question: PolicyQuestion, _ staker: StakerDescription, _ identity: Identity, _ bench: PolicyBench,
        _ circumstances: Circumstances
    ) throws(ReviewError) -> String? {
        for tier in Tier.allCases where tier > identity.tier {
            var richer = staker
            let price = max(circumstances.prices[tier], bench.engine.policy.floors[tier])
            (richer.tier, richer.stake) = (tier, max(price, identity.stake))
            guard let identity = richer.identity(circumstances) else { continue }
            let answer = try bench.answer(question, by: Asker(identity), circumstances)
            if answer.outcome > .deny { return "\(tier.name) tier (\(Mist.write(price)))" }
        }
        return nil
    }

    /// What the authorizer says beside admission, and whether they differ.
    private static func authorization(
        _ opinion: Opinion, _ answer: PolicyAnswer, _ policy: Policy
    ) -> [Report.Field] {
        let text: String
        switch opinion {
        case .none: text = "no opinion: the cluster's roles decide"
        case .permitted where policy.authorizerAllows: text = "allowed"
        case .permitted: text = "no objection: the cluster's roles decide"
        case .denied(let finding): text = "denied: \(finding.rule.rawValue): \(finding.text)"
        }
        let differs = (PolicyAnswer(opinion).outcome == .deny) != (answer.outcome == .deny)
        let note = "they differ: the authorizer sees no object"
        return [.init("authorizer", .text(text))] + (differs ? [.init("difference", .text(note))] : [])
    }
}

extension PolicyQuestion {
    /// What kubectl's commands ask for: `exec`, `logs`, `scale` and so on.
    mutating func resolveVerb() {
        switch verb {
        case "exec", "attach", "proxy": (part, verb) = (verb, "create")
        case "port-forward", "portforward": (part, verb) = ("portforward", "create")
        case "logs", "log": (part, verb) = ("log", "get")
        case "scale": (part, verb) = ("scale", "update")
        case "evict": (part, verb) = ("eviction", "create")
        case "cordon", "uncordon", "apply", "edit", "replace", "label", "annotate": verb = "update"
        case "describe": verb = "get"
        default: break
        }
    }
}
