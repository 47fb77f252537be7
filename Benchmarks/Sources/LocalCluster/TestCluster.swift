// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Crypto
import HTTPClient
import Kernel
import SuiLedger

/// A cluster on a local ledger, its slasher and its operator.
public final class TestCluster {
    /// What can be called.
    public let calls: ClusterCalls
    /// Who sends it.
    public let transactor: Transactor
    /// Where coins come from.
    public let faucet: Faucet

    /// What `caps` calls the two kinds of capability that an admin hands out.
    private static let (slasher, operating): (UInt8, UInt8) = (2, 3)

    private let admin: PrivateKey
    private let nodes: NodePool
    private let types: Address

    /// Makes a cluster whose slasher and operator is its admin, and writes it into the local ledger's cluster file.
    public init(_ path: String) throws {
        var file = try ClusterFile.read(path)
        guard let url = file.nodes.first?.url, url.hasSuffix("/graphql") else { fatalError("no local ledger") }
        nodes = try NodePool(file.nodes, chain: file.chain)
        types = file.package
        transactor = Transactor(nodes)
        faucet = Faucet(client: try Client(), base: String(url.dropLast("/graphql".count)))
        admin = try PrivateKey.random(.ed25519)
        let address = Address(admin.publicKey)
        try faucet.give(100_000_000_000, to: address)
        let effects = try transactor.carryOut(ClusterCalls.createCluster(file.package), as: admin)
        var ids: ClusterCreated?
        for event in effects.events {
            let known = try ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
            if case .clusterCreated(let created)? = known { ids = created }
        }
        guard let ids else { fatalError("no cluster was made") }
        file.ids = ids
        try file.write(path)
        calls = try LocalCluster(path).calls
        for kind in [Self.slasher, Self.operating] {
            _ = try transactor.carryOut(
                calls.offerCapability(kind: kind, to: address, cap: try capability("AdminCap")), as: admin)
            _ = try transactor.carryOut(calls.acceptCapability(kind: kind), as: admin)
        }
    }

    /// Lets a machine work under a name.
    public func activate(_ owner: Address, name: String) throws {
        let program = calls.activateWorker(owner, nodeName: name, cap: try capability("OperatorCap"))
        _ = try transactor.carryOut(program, as: admin)
    }

    /// When a slashing was sent, and when its checkpoint was final, in nanoseconds since the machine's start.
    public struct Slashing {
        /// Sent.
        public let sent: UInt64
        /// Final.
        public let final: UInt64
    }

    /// Takes one percent of somebody's stake, which ends all seals.
    public func slash(_ owner: Address) throws -> Slashing {
        let program = calls.slash(
            owner, fraction: 100, evidence: try randomBytes(32), cap: try capability("SlasherCap"))
        let plan = try transactor.plan(program, sender: Address(admin.publicKey))
        let sent = Monotonic.now
        let effects = try transactor.send(plan, signedBy: admin)
        let final = Monotonic.now
        guard effects.checkpoint != nil else { fatalError("not final") }
        return Slashing(sent: sent.nanoseconds, final: final.nanoseconds)
    }

    private func capability(_ name: String) throws -> ObjectReference {
        let type = StructTag(types, "caps", name)
        let page = try nodes.ask(OwnedPageQuestion(owner: Address(admin.publicKey), type: type), AskRules()).value
        guard let cap = page.items.first else { fatalError("no \(name)") }
        return cap.reference
    }
}
