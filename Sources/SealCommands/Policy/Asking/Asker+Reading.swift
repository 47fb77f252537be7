// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// What somebody says of a staker; what is left out follows from the rest.
struct StakerDescription {
    var address: Address
    var seal: Address?
    var tier: Tier?
    var stake: UInt64?
    var permissions: [String] = []
    var namespaces: [String] = []

    /// The identity, at what the tiers cost; `nil` if neither tier nor stake is said, or the stake is worth no tier.
    func identity(_ circumstances: Circumstances) -> Identity? {
        let byStake = stake.flatMap { stake in
            Tier.allCases.last { circumstances.prices[$0] <= stake }
        }
        guard let tier = tier ?? byStake else { return nil }
        return Identity(
            owner: address.raw, seal: seal?.raw, tier: tier, stake: stake ?? circumstances.prices[tier],
            permissions: permissions, namespaces: namespaces)
    }
}

extension ValueKind where Value == Tier {
    /// The name of a tier.
    static var tier: ValueKind {
        let names = Tier.allCases.map { "\($0.name)" }
        return ValueKind(
            names.joined(separator: "|"),
            read: { text throws(ValueRefusal) in
                guard let tier = Tier.allCases.first(where: { "\($0.name)" == text }) else {
                    throw ValueRefusal("must be one of " + names.joined(separator: ", "))
                }
                return tier
            }, write: { "\($0.name)" })
    }
}

/// Whether a machine has joined, in the words of a case.
private enum Registration: String, CaseIterable, Sendable {
    case registered, unregistered, inactive, unstaked, slashed
    case ledgerUnavailable = "ledger_unavailable"

    var standing: StakeRBAC.NodeStanding { NodeRefusal(rawValue: rawValue).map { .refused($0) } ?? .registered }
}

extension Asker {
    /// Reads `as:` of a case; reports what is wrong with it.
    static func read(
        _ node: YAMLNode, at path: ValuePath, of file: String, _ policy: Policy, _ circumstances: Circumstances,
        _ problems: ProblemList
    ) -> Asker? {
        guard var reader = MappingReader(node, at: path, of: file, repeatsValues: true, problems: problems) else {
            return nil
        }
        let asker = read(&reader, policy, circumstances)
        reader.refuseOthers()
        return asker
    }

    private static func read(
        _ reader: inout MappingReader, _ policy: Policy, _ circumstances: Circumstances
    ) -> Asker? {
        if reader.node("user") != nil { return user(&reader, policy) }
        if reader.node("node") != nil { return machine(&reader) }
        if reader.node("serviceAccount") != nil { return account(&reader, policy, circumstances) }
        guard let address = reader.required("address", ValueKind<Address>.address) else { return nil }
        let seal = reader.value("uid", ValueKind<Address>.address)
        var description = StakerDescription(address: address, seal: seal)
        description.permissions = reader.value("permissions", words) ?? []
        description.namespaces = reader.value("namespaces", words) ?? []
        return standing(&reader, description, circumstances) { Asker($0) }
    }

    /// Somebody whom others have authenticated.
    private static func user(_ reader: inout MappingReader, _ policy: Policy) -> Asker? {
        let name = reader.required("user", word)
        let groups = reader.value("groups", words) ?? []
        guard let name else { return nil }
        guard Claimant(username: name.utf8Span.span, uid: "".utf8Span.span, policy) == .nobody else {
            reader.report(.invalidValue, "user", "is a staker's name: say address or serviceAccount")
            return nil
        }
        return Asker(.notOurs, name, groups: groups)
    }

    private static func machine(_ reader: inout MappingReader) -> Asker? {
        let name = reader.required("node", word)
        let registration = reader.required("registration", ValueKind<Registration>.oneOf)
        guard let name, let registration else { return nil }
        return Asker(node: name, registration.standing)
    }

    /// `NAMESPACE/NAME`; whose namespace it is, the policy and the name say.
    private static func account(
        _ reader: inout MappingReader, _ policy: Policy, _ circumstances: Circumstances
    ) -> Asker? {
        let text = reader.required("serviceAccount", word)
        let owner = reader.value("owner", ValueKind<Address>.address)
        guard let text else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            reader.report(.invalidValue, "serviceAccount", "must be NAMESPACE/NAME")
            return nil
        }
        let namespace = NamespaceText.read(parts[0], owner: owner?.raw)
        let owners: [Bytes32]
        let username = "system:serviceaccount:\(namespace):\(parts[1])"
        switch Claimant(username: username.utf8Span.span, uid: "".utf8Span.span, policy) {
        case .nobody:
            // No stake judges it under this policy; a case may say one for another.
            _ = standing(&reader, StakerDescription(address: owner ?? Asker.anybody), circumstances, isNeeded: false) {
                Asker($0)
            }
            return Asker(account: namespace, parts[1], .notOurs)
        case .homeAccount(let owner): owners = [owner]
        case .grantedAccount(let several): owners = several
        case .impostor, .staker, .node:
            reader.report(.invalidValue, "serviceAccount", "is of a namespace that can be nobody's")
            return nil
        }
        guard let judged = owner?.raw ?? owners.first, owner != nil || owners.count == 1, owners.contains(judged) else {
            reader.report(.invalidValue, "owner", "must be one of those whose namespace it is")
            return nil
        }
        let description = StakerDescription(address: Address(judged))
        return standing(&reader, description, circumstances) { identity in
            Asker(account: namespace, parts[1], .serviceAccount(identity))
        }
    }

    /// What the ledger says of an address: a stake that is worth something, or why it is not.
    private static func standing(
        _ reader: inout MappingReader, _ described: StakerDescription, _ circumstances: Circumstances,
        isNeeded: Bool = true, _ make: (Identity) -> Asker
    ) -> Asker? {
        var description = described
        description.tier = reader.value("tier", ValueKind<Tier>.tier)
        description.stake = reader.value("stake", ValueKind<UInt64>.mist)
        if let refusal = reader.value("refused", ValueKind<TokenRefusal>.oneOf) {
            description.tier = description.tier ?? .viewer
            return description.identity(circumstances).map { make($0).refused(refusal) }
        }
        if let identity = description.identity(circumstances) { return make(identity) }
        if description.stake != nil {
            reader.report(.outOfRange, "stake", "is worth no tier")
        } else if isNeeded, reader.node("tier") == nil, reader.node("stake") == nil {
            reader.report(.missing, "tier", "is required, or a stake that is worth one")
        }
        return nil
    }

    /// The same by name, whose seal or stake is worth nothing now.
    private func refused(_ refusal: TokenRefusal) -> Asker {
        Asker(.dead(refusal), username, uid: uid, groups: groups)
    }

    private static var word: ValueKind<String> { .text("TEXT", atMost: 253) }
    private static var words: ValueKind<[String]> { word.list(atMost: 64) }
}

/// Namespaces as cases and command lines name them.
enum NamespaceText {
    /// What stands for the home of whoever asks.
    static let home = "@home"

    /// The namespace itself.
    static func read(_ text: String, owner: Bytes32?) -> String {
        guard text == home, let owner else { return text }
        return HomeNamespace.name(of: owner)
    }
}
