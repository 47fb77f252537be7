// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Crypto
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import Testing

@testable import StakeWorker

/// A local ledger with a cluster on it, and a machine's owner with a wallet.
final class LedgerWorld {
    let folder: TemporaryFolder
    let node: DevNode
    let server: DevServer
    let file: ClusterFile
    let owner: Address
    let wallet: WorkerConfiguration.Wallet
    private let admin: PrivateKey
    private let nodes: NodePool

    /// Who made the cluster holds all of its capabilities.
    init(sui: UInt64 = 100) throws {
        folder = try TemporaryFolder()
        // Documents of enclaves have the time of the world.
        node = DevNode(seed: 5, milliseconds: UInt64(WallTime.now.nanoseconds) / 1_000_000)
        server = try DevServer(node, at: try #require(SocketAddress("127.0.0.1:0")))
        admin = try PrivateKey(.ed25519, copying: [UInt8](repeating: 3, count: 32).span)
        let key = try PrivateKey(.ed25519, copying: [UInt8](repeating: 4, count: 32).span)
        owner = Address(key.publicKey)
        var wallet = WalletFile()
        try wallet.add(
            key, name: "staker", password: try Secret(copying: Array("correct horse".utf8).span), cost: .least)
        try wallet.write(folder.path + "/wallet")
        try folder.write("password", "correct horse\n")
        self.wallet = .init(file: folder.path + "/wallet", key: nil, passwordFile: folder.path + "/password")
        let identity = node.identity
        let endpoint = NodeEndpoint(.graphQL, server.url)
        nodes = try NodePool([endpoint], chain: identity.chain)
        _ = node.faucet(100 * Mist.perSUI, to: Address(admin.publicKey))
        _ = node.faucet(sui * Mist.perSUI, to: owner)
        let effects = try Transactor(nodes).carryOut(ClusterCalls.createCluster(identity.package), as: admin)
        let created = try #require(effects.events.last { $0.type.name == "ClusterCreated" })
        let event = try ContractEvent(module: "cluster", name: "ClusterCreated", contents: created.contents)
        guard case .clusterCreated(let ids)? = event else { throw LedgerError(.malformed, "no cluster") }
        file = ClusterFile(
            chain: identity.chain, package: identity.package, types: [identity.package], nodes: [endpoint], ids: ids)
    }

    deinit { server.stop() }

    var state: StateFolder { StateFolder(folder.path + "/state") }

    func chain(watches: Bool = false) throws -> LedgerChain {
        try state.make()
        return try LedgerChain(
            file, nodes: [], owner: owner, signer: watches ? nil : try WalletSigner(wallet), state: state)
    }

    /// Has the operator let the worker work.
    func activate(_ name: String) throws {
        let cap = try capability("OperatorCap")
        _ = try Transactor(nodes).carryOut(
            try chain().calls().activateWorker(owner, nodeName: name, cap: cap), as: admin)
    }

    /// Has the slasher take a tenth.
    func slash() throws {
        let cap = try capability("SlasherCap")
        _ = try Transactor(nodes).carryOut(
            try chain().calls().slashWorker(
                owner, fraction: 1000, evidence: .init(repeating: 1, count: 32), reason: "lied", cap: cap),
            as: admin)
    }

    /// Enters a master's enclave, by its own document.
    func register(_ master: MasterWorld) throws {
        _ = node.believe(enclaveRoot: master.root)
        let measured = master.serving.measurements
        let calls = try chain().calls()
        let transactor = Transactor(nodes)
        _ = try transactor.carryOut(
            calls.updatePCRs(
                pcr0: measured.pcr0, pcr1: measured.pcr1, pcr2: measured.pcr2, pcr16: [],
                cap: try capability("AdminCap")),
            as: admin)
        let registration = try master.registration(by: Address(admin.publicKey))
        _ = try transactor.carryOut(
            calls.registerEnclave(
                document: registration.document, signingKey: master.serving.entry.signingKey,
                tlsSPKISHA256: master.key.bytes, configSHA256: Bytes32().bytes, endpoint: master.url,
                signature: registration.signature), as: admin)
    }

    /// A capability, which its owner offers to itself where it has none of the kind yet.
    private func capability(_ name: String) throws -> ObjectReference {
        if let cap = try owned(name) { return cap }
        let kind: UInt8 = name == "SlasherCap" ? 2 : 3
        let calls = try chain().calls()
        let transactor = Transactor(nodes)
        let admins = try owned("AdminCap")
        let cold = try #require(admins)
        _ = try transactor.carryOut(
            calls.offerCapability(kind: kind, to: Address(admin.publicKey), cap: cold), as: admin)
        _ = try transactor.carryOut(calls.acceptCapability(kind: kind), as: admin)
        let cap = try owned(name)
        return try #require(cap)
    }

    private func owned(_ name: String) throws -> ObjectReference? {
        let type = StructTag(file.types[0], "caps", name)
        return try nodes.ask(OwnedPageQuestion(owner: Address(admin.publicKey), type: type)).value.items.first?
            .reference
    }
}
