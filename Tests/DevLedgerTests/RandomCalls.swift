// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import TestSupport
import Wire

@testable import DevLedger

/// A call that somebody makes.
struct RandomCall {
    let name: String
    let sender: Address
    /// What goes into the contracts, in MIST.
    var payment: UInt64 = 0
    var values: [CallValue] = []
}

/// Calls of every function of the contracts that nobody would make in this order, most of them with a chance to succeed.
///
/// The arguments are chosen by the types and names that `contracts.json` has them by.
struct RandomCalls {
    static let people = (1...7).map { Address(UInt8($0)) }
    static let (admin, slasher, officer) = (people[0], people[1], people[2])

    /// Small amounts and short times, so that every bound is met often.
    static let params = ClusterParams(
        thresholds: TierThresholds(viewer: 10, developer: 20, admin: 50, superuser: 100), workerMinimum: 10,
        unbondingEpochs: 20, votingMilliseconds: 3_600_000, appealMilliseconds: 3_600_000, proposalBond: 5,
        slashFraction: 5_000, slasherEpochLimit: 1_000, sealEpochs: 3)

    /// The functions, those several times without which little happens.
    private static let names: [String] = {
        let all = ScenarioPlayer.functions.members.keys.sorted()
        let often = [
            "staking::stake", "staking::stake_for_node", "staking::restake", "staking::increase_stake",
            "governance::propose_slashing", "worker_registry::activate_worker", "k8s_scheduler::submit_k8s_request",
            "seal::mint_seal", "staking::withdraw_unstaked", "enclave_registry::register_enclave",
        ]
        return all + often + often + Array(repeating: "governance::vote_on_proposal", count: 6)
    }()

    private var numbers: SeededNumbers
    private let amounts: [UInt64]
    private var clusters: [ClusterCreated] = []
    private var caps: [Capability] = []
    private var handles: [(id: Address, owner: Address)] = []
    private var workers: [Address] = []
    private var seals: UInt64 = 0
    private var proposals: UInt64 = 0
    private var requests: UInt64 = 0

    init(seed: UInt64, amounts: [UInt64] = [0, 1, 4, 5, 6, 9, 10, 11, 20, 49, 100, 1_000]) {
        numbers = SeededNumbers(seed: seed)
        self.amounts = amounts
    }

    /// What a call made, for later calls to use.
    mutating func remember(_ event: ContractEvent) {
        switch event {
        case .clusterCreated(let event): clusters.append(event)
        case .proposalChanged(let event): proposals = max(proposals, event.proposalID)
        case .requestChanged(let event): requests = max(requests, event.requestID)
        case .sealChanged(let event):
            if event.cause == 1 { handles.append((event.seal.sealID, event.seal.owner)) }
        case .workerChanged(let event):
            if !workers.contains(event.worker.worker) { workers.append(event.worker.worker) }
        case .capChanged(let event):
            guard event.state == 3, let id = event.cap, let holder = event.holder,
                let kind = CapabilityKind(rawValue: event.kind)
            else { return }
            caps.append(Capability(id: id, kind: kind, cluster: event.cluster, holder: holder))
        default: break
        }
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &numbers) }

    private mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

    private mutating func hash() -> [UInt8] { Array(repeating: UInt8(below(256)), count: below(30) == 0 ? 31 : 32) }

    // MARK: Calls

    /// The next call, at a time.
    mutating func next(at now: UInt64) -> RandomCall {
        let name = one(of: Self.names)
        let parameters = ScenarioPlayer.functions[name].list.map { ($0.list[0].text ?? "", Self.bare($0.list[1])) }
        // The first cluster, and now and then the second.
        let cluster = clusters[below(12) == 0 ? 1 : 0]
        let cap = parameters.lazy.compactMap { Self.capabilities[$0.1] }.first.map { self.cap($0, cluster) }
        let sender = cap.map { below(20) == 0 ? one(of: Self.people) : $0.holder } ?? one(of: Self.people)
        var call = RandomCall(name: name, sender: sender)
        var order = EnclaveOrder(seed: UInt8(1 + below(3)), cluster: cluster.cluster, sender: sender)
        for (field, type) in parameters {
            if let object = object(type, cluster, cap?.id, sender) {
                call.values.append(.object(object))
            } else if type == "Coin<SUI>" {
                call.payment = field == "bond" && below(20) > 0 ? 5 : one(of: amounts)
                call.values.append(.coin(call.payment))
            } else if type == "Params" {
                var params = Self.params
                params.sealEpochs = UInt64(1 + below(100))
                call.values.append(.params(params))
            } else if type == "NitroAttestationDocument" {
                call.values.append(.document(order.document(at: now, pcr: UInt8(1 + below(2)))))
            } else {
                call.values.append(.pure(pure(field, type, &order)))
            }
        }
        return call
    }

    private static let capabilities: [String: CapabilityKind] = [
        "AdminCap": .admin, "SlasherCap": .slasher, "OperatorCap": .operator,
    ]

    private static func bare(_ type: Tree) -> String {
        let type = (type.text ?? "").split(separator: "&").last.map(String.init) ?? ""
        return type.hasPrefix("mut ") ? String(type.dropFirst(4)) : type
    }

    /// Somebody's capability, most often of the kind and the cluster that are asked for.
    private mutating func cap(_ kind: CapabilityKind, _ cluster: ClusterCreated) -> Capability {
        let fitting = caps.filter { $0.kind == kind && $0.cluster == cluster.cluster }
        return fitting.isEmpty || below(15) == 0 ? one(of: caps) : one(of: Array(fitting.suffix(2)))
    }

    private mutating func object(
        _ type: String, _ cluster: ClusterCreated, _ cap: Address?, _ sender: Address
    ) -> Address? {
        switch type {
        case "StakePool": return cluster.cluster
        case "SealRegistry": return cluster.sealRegistry
        case "WorkerRegistry": return cluster.workerRegistry
        case "Scheduler": return cluster.scheduler
        case "EnclaveRegistry": return cluster.enclaveRegistry
        case "Governance": return cluster.governance
        case "AuditAnchor": return cluster.auditAnchor
        case "Clock": return Address(6)
        case "AdminCap", "SlasherCap", "OperatorCap": return cap
        case "SealToken":
            let own = handles.filter { $0.owner == sender }.suffix(4).map(\.id)
            return own.isEmpty ? Address(0) : one(of: own)
        case "Worker": return workers.isEmpty ? Address(0) : one(of: workers)
        default: return nil
        }
    }

    // MARK: Values

    private mutating func pure(_ field: String, _ type: String, _ order: inout EnclaveOrder) -> [UInt8] {
        var writer = BCSWriter()
        switch type {
        case "u8": writer.uint8(UInt8(field.hasSuffix("percent") ? below(104) : below(field == "priority" ? 12 : 6)))
        case "u32": writer.integer(UInt32(below(100)))
        case "u64": writer.integer(number(field, &order))
        case "u256":
            if below(10) > 0 { seals += 1 }
            SealKey(Address("0x" + String(seals, radix: 16))?.raw ?? Bytes32()).encode(into: &writer)
        case "bool": writer.bool(below(4) > 0)
        case "address": writer.address(one(of: Self.people))
        // The officers' own stay, or nothing would happen any more.
        case "ID": writer.address(caps.count > 4 ? one(of: Array(caps[4...])).id : caps[0].id)
        case "String": writer.string(text(field))
        case "vector<String>":
            let texts = field == "permissions" && below(4) == 0 ? ["pods:read"] : []
            writer.length(texts.count)
            for text in texts { writer.string(text) }
        default: writer.bytes(bytes(field, &order))
        }
        return writer.bytes
    }

    private mutating func number(_ field: String, _ order: inout EnclaveOrder) -> UInt64 {
        switch field {
        case "amount": return one(of: amounts)
        case "fraction": return UInt64(below(10_002))
        case "epochs": return UInt64(below(5))
        case "proposal_id", "request_id":
            let last = field == "proposal_id" ? proposals : requests
            return last + 1 - min(UInt64(below(4)), last + 1)
        default:
            order.sequence = UInt64(below(200))
            return order.sequence
        }
    }

    private mutating func text(_ field: String) -> String {
        switch field {
        case "node_id": "n-\(below(12))"
        case "node_name": "k-\(below(40))"
        case "resource": "pods"
        case "namespace": one(of: ["team-a", "", "kube-system"])
        case "name": "a"
        case "manifest": "{}"
        case "uri": ""
        case "endpoint": EnclaveOrder.endpoint
        default: "by chance"
        }
    }

    private mutating func bytes(_ field: String, _ order: inout EnclaveOrder) -> [UInt8] {
        switch field {
        case "signing_key": return order.publicKey
        case "tls_spki_sha256", "config_sha256": return EnclaveOrder.digest
        case "pcr16", "content_hash": return []
        case "pcr0", "pcr1", "pcr2": return Array(repeating: 1, count: 48)
        case "signature": return order.signature
        default:
            order.root = hash()
            return order.root
        }
    }
}

/// What an enclave says of itself in one call, so that its parts fit together.
struct EnclaveOrder {
    static let endpoint = "https://e.example"
    static let digest = [UInt8](repeating: 2, count: 32)

    /// What the enclave's key is made from.
    private let seed: UInt8
    let cluster: Address
    let sender: Address
    var isRegistration = false
    var sequence: UInt64 = 0
    var root: [UInt8] = []

    init(seed: UInt8, cluster: Address, sender: Address) {
        self.seed = seed
        self.cluster = cluster
        self.sender = sender
    }

    /// The document in which the enclave commits to its keys.
    mutating func document(at now: UInt64, pcr: UInt8) -> AttestedEnclave {
        isRegistration = true
        let prefix: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
        var commitment: [UInt8] = [0xa5, 0, 1]
        let digests = [Self.digest, Self.hash(prefix + publicKey), Self.hash([9]), Self.digest]
        for (index, digest) in digests.enumerated() { commitment += [UInt8(index + 1), 0x58, 0x20] + digest }
        let measured = [UInt8](repeating: pcr, count: 48)
        return AttestedEnclave(
            milliseconds: now, pcr0: measured, pcr1: measured, pcr2: measured, pcr16: [], publicKey: [9],
            userData: commitment)
    }

    private var key: PrivateKey? { try? PrivateKey(.ed25519, copying: Array(repeating: seed, count: 32).span) }

    var publicKey: [UInt8] { key?.publicKey.bytes ?? [] }

    /// The enclave's signature over its claim, or over the state that it commits to.
    var signature: [UInt8] {
        var writer = BCSWriter()
        writer.bytes(Array((isRegistration ? "k3s-daas/enclave/v1" : "k3s-daas/state/v1").utf8))
        writer.address(cluster)
        if isRegistration {
            writer.address(sender)
            writer.string(Self.endpoint)
        } else {
            writer.integer(sequence)
            writer.bytes(root)
        }
        return (try? key?.sign(writer.bytes)) ?? []
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] { (try? SHA256.digest(of: bytes.span).bytes) ?? [] }
}
