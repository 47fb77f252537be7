// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import SealAuthN

/// Makes a snapshot out of a ledger file, or reports everything that is wrong with it.
///
/// No message repeats a value: whoever pastes a token in the place of its key must not find it in a log.
struct LedgerFileReader {
    /// The first line that a ledger file must have.
    static let apiVersion = "k3s-daas.io/v1alpha1"
    /// The second.
    static let kind = "FileLedger"
    /// A seal is about 13 values: this is room for some 600,000.
    static let nodeLimit = 8_000_000

    private let file: String
    private let problems = ProblemList()
    private var thresholds = Thresholds.standard
    private var stakes: [Bytes32: Stake] = [:]
    private var keys: [Bytes32: Int] = [:]
    private var ids: [Bytes32: Int] = [:]

    private struct Stake {
        enum Status: String, CaseIterable { case active, unbonding, slashed }
        let mist: Int
        let status: Status
        let generation: Int
        let line: Int
    }

    private typealias Seal = (key: Bytes32, id: Bytes32, entry: LedgerSnapshot.Entry)

    private init(file: String) { self.file = file }

    /// Reads a whole file's bytes; `name` is what messages call it.
    static func read(_ bytes: Span<UInt8>, name: String) throws(ConfigurationError) -> LedgerSnapshot {
        let limits = YAMLLimits(bytes: bytes.count, nodes: nodeLimit)
        let document = try YAMLDocument.parse(bytes, name: name, limits: limits)
        var reader = LedgerFileReader(file: name)
        let snapshot = reader.snapshot(of: document.root)
        try reader.problems.throwIfAny()
        guard let snapshot else { throw ConfigurationError([]) }
        return snapshot
    }

    private mutating func snapshot(of root: YAMLNode) -> LedgerSnapshot? {
        guard var reader = mapping(root, at: .root) else { return nil }
        for (name, expected) in [("apiVersion", Self.apiVersion), ("kind", Self.kind)] {
            guard let node = reader.required(name) else { continue }
            if case .scalar(expected, _) = node.content { continue }
            reader.report(.invalidValue, name, "must be \(expected)")
        }
        let clusterId = reader.required("clusterId", ValueKind<Bytes32>.identifier)
        if let node = reader.node("thresholds"), !node.isNull { readThresholds(node) }
        for (node, path) in reader.list("stakes") { readStake(node, at: path) }
        var seals: [Seal] = []
        for (node, path) in reader.list("seals") {
            if let seal = readSeal(node, at: path) { seals.append(seal) }
        }
        reader.refuseOthers()
        guard let clusterId else { return nil }
        var standings: [Bytes32: Standing] = [:]
        for (owner, stake) in stakes { standings[owner] = standing(of: stake, owner: owner) }
        return LedgerSnapshot(clusterId: clusterId, thresholds: thresholds, stakes: standings, seals: seals)
    }

    private mutating func readThresholds(_ node: YAMLNode) {
        guard var reader = mapping(node, at: .name(.root, "thresholds")) else { return }
        for tier in Tier.allCases {
            let name = tier.name.description
            guard let mist = reader.value(name, Mist.kind) else { continue }
            guard let raised = thresholds.raising(tier, to: mist) else {
                reader.report(.outOfRange, name, "may only be raised: at least \(Mist.write(thresholds[tier]))")
                continue
            }
            thresholds = raised
        }
        reader.refuseOthers()
        guard !thresholds.isOrdered else { return }
        problems.report(
            Problem(
                .conflict, at: .file(file, node.position), key: "thresholds",
                "a tier must not need less than the one below"))
    }

    private mutating func readStake(_ node: YAMLNode, at path: ValuePath) {
        guard var reader = mapping(node, at: path) else { return }
        let owner = reader.required("owner", ValueKind<Bytes32>.identifier)
        let amount = amount(&reader, at: node)
        let status = reader.required("status", ValueKind<Stake.Status>.oneOf)
        let generation = generation(&reader)
        reader.refuseOthers()
        guard let owner, let amount, let status else { return }
        if let earlier = stakes[owner] {
            reader.report(.duplicateKey, "owner", "stands in line \(earlier.line) already")
            return
        }
        stakes[owner] = Stake(mist: amount, status: status, generation: generation, line: node.position.line)
    }

    private func amount(_ reader: inout MappingReader, at node: YAMLNode) -> Int? {
        let isText = reader.node("stake") != nil
        let isNumber = reader.node("mist") != nil
        guard isText != isNumber else {
            reader.report(
                isText ? .conflict : .missing, "stake", at: node, "give either stake (\"2.5 SUI\") or mist (2500000000)"
            )
            return nil
        }
        return isText ? reader.value("stake", Mist.kind) : reader.value("mist", ValueKind<Int>.integer(0...Int.max))
    }

    private func generation(_ reader: inout MappingReader) -> Int {
        reader.value("generation", ValueKind<Int>.integer(0...Int(UInt32.max))) ?? 0
    }

    private mutating func readSeal(_ node: YAMLNode, at path: ValuePath) -> Seal? {
        guard var reader = mapping(node, at: path) else { return nil }
        let id = reader.required("id", ValueKind<Bytes32>.identifier)
        let key = reader.required("key", ValueKind<Bytes32>.digest)
        let bind = reader.required("bind", ValueKind<Bytes32>.digest)
        let owner = reader.required("owner", ValueKind<Bytes32>.identifier)
        let generation = generation(&reader)
        let isRevoked = reader.value("revoked", ValueKind<Bool>.boolean) ?? false
        let expires = reader.value("expires", Self.time)
        reader.refuseOthers()
        guard let id, let key, let bind, let owner else { return nil }
        let line = node.position.line
        if let earlier = keys.updateValue(line, forKey: key) {
            reader.report(.duplicateKey, "key", "stands in line \(earlier) already")
        }
        if let earlier = ids.updateValue(line, forKey: id) {
            reader.report(.duplicateKey, "id", "stands in line \(earlier) already")
        }
        let standing = standing(of: id, owner: owner, generation: generation)
        return (key, id, .init(bind: bind, owner: owner, isRevoked: isRevoked, expires: expires, standing: standing))
    }

    /// What the stake makes of a seal, apart from what is about the seal itself.
    private func standing(of id: Bytes32, owner: Bytes32, generation: Int) -> Standing {
        guard let stake = stakes[owner] else { return .refused(.unstaked) }
        let standing = standing(of: stake, owner: owner, seal: id)
        guard stake.status == .active, generation != stake.generation else { return standing }
        return .refused(.outdatedGeneration)
    }

    /// What a stake is worth, to a seal or alone.
    private func standing(of stake: Stake, owner: Bytes32, seal: Bytes32? = nil) -> Standing {
        switch stake.status {
        case .slashed: return .refused(.slashed)
        case .unbonding: return .refused(.unstaked)
        case .active: break
        }
        guard let tier = thresholds.tier(of: stake.mist) else { return .refused(.stakeTooLow) }
        return .good(Identity(owner: owner, seal: seal, tier: tier, stake: UInt64(stake.mist)))
    }

    private func mapping(_ node: YAMLNode, at path: ValuePath) -> MappingReader? {
        MappingReader(node, at: path, of: file, repeatsValues: false, problems: problems)
    }

    private static let time = ValueKind<WallTime>(
        "TIME",
        read: { text throws(ValueRefusal) in
            guard let time = RFC3339.read(text) else {
                throw ValueRefusal("must be a time such as 2026-11-20T22:03:00Z, from 1970 to 2200")
            }
            return time
        }, write: { "\($0.seconds)" })
}
