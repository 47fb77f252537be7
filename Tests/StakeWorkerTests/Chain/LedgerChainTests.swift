// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Crypto
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import StakeWorker

@Suite(.timeLimit(.minutes(10))) struct LedgerChainTests {
    private static func fails(_ code: WorkerFailure.Code, _ body: () throws(WorkerFailure) -> Void) {
        do throws(WorkerFailure) {
            try body()
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == code, "\(error)") }
    }

    @Test func `a worker's whole life is carried out by the contracts`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        var sight = try chain.look(seal: nil, agrees: true)
        #expect(sight.account == nil && sight.worker == nil && sight.requiredStake == Mist.perSUI)
        #expect(sight.standing == .unknown)
        try chain.carryOut(.stake(2 * Mist.perSUI, node: "rack-1"))
        try MachineKeys.make(world.state)
        let key = [UInt8](repeating: 7, count: 32)
        try chain.carryOut(.register(node: "rack-1", joinKey: key))
        try chain.carryOut(.setJoinKey(.init(repeating: 8, count: 32)))
        let seal = try WorkerSeal.make(world.state, cluster: chain.cluster, owner: chain.owner)
        try chain.carryOut(.mintSeal(SealTerms(key: seal.key, bind: seal.bind)))
        try chain.carryOut(.increase(Mist.perSUI))
        sight = try chain.look(seal: seal.key, agrees: false)
        #expect(sight.nodeStake == 3 * Mist.perSUI && sight.standing == .pending)
        #expect(sight.worker?.joinKey == .init(repeating: 8, count: 32) && sight.worker?.nodeID == "rack-1")
        #expect(seal.isLive(sight.seal, generation: 0, epoch: sight.epoch))

        try world.activate("n-abc-1")
        sight = try chain.look(seal: seal.key, agrees: false)
        #expect(sight.standing == .working && sight.worker?.nodeName == "n-abc-1")
        let worker = try #require(sight.worker?.worker)
        let report = ChainOrder.report(worker: worker, cpuPercent: 5, memoryPercent: 6, pods: 7)
        try chain.carryOut(report)
        // Ten minutes have not passed.
        Self.fails(.chainRefused) { () throws(WorkerFailure) in try chain.carryOut(report) }
        _ = world.node.advance(milliseconds: 600_000)
        try chain.carryOut(report)

        try chain.carryOut(.revokeSeal(seal.key))
        #expect(try chain.look(seal: seal.key, agrees: false).seal?.revoked == true)
        try chain.carryOut(.retire)
        #expect(try chain.look(seal: nil, agrees: false).standing == .lost(.retired))
        try chain.carryOut(.unstake(3 * Mist.perSUI))
        #expect(try chain.look(seal: nil, agrees: false).account?.unbonding == 3 * Mist.perSUI)
        #expect(!world.folder.has("state/pending"))
    }

    @Test func `a slashing is seen, and stake comes back`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        try chain.carryOut(.stake(2 * Mist.perSUI, node: "rack-1"))
        try chain.carryOut(.register(node: "rack-1", joinKey: .init(repeating: 7, count: 32)))
        try world.activate("n-abc-1")
        try world.slash()
        let sight = try chain.look(seal: nil, agrees: true)
        #expect(sight.standing == .lost(.slashed) && sight.isSlashed && sight.worker?.reason == "lied")
        try chain.carryOut(.restake(Mist.perSUI))
        let again = try chain.look(seal: nil, agrees: false)
        #expect(!again.isSlashed && again.nodeStake == 2_800_000_000)
    }

    @Test func `an account that holds too little is told so`() throws {
        let world = try LedgerWorld(sui: 1)
        let chain = try world.chain()
        Self.fails(.funds) { () throws(WorkerFailure) in try chain.carryOut(.stake(2 * Mist.perSUI, node: "rack-1")) }
        #expect(!world.folder.has("state/pending"))
    }

    @Test func `what cannot be kept is not sent`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        try Folder.remove(world.state.path)
        Self.fails(.file) { () throws(WorkerFailure) in try chain.carryOut(.stake(2 * Mist.perSUI, node: "rack-1")) }
        #expect(try chain.look(seal: nil, agrees: false).account == nil)
    }

    @Test func `what the contracts refuse is said by its number`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        defer { withExtendedLifetime(world) {} }
        do throws(WorkerFailure) {
            try chain.carryOut(.increase(1))
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == .chainRefused && error.description.contains("refused with error"), "\(error)") }
    }

    @Test func `who only watches sends nothing`() throws {
        let world = try LedgerWorld()
        defer { withExtendedLifetime(world) {} }
        let chain = try world.chain(watches: true)
        Self.fails(.configuration) { () throws(WorkerFailure) in try chain.carryOut(.retire) }
    }

    @Test func `a chain that does not answer is said`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        world.server.stop()
        Self.fails(.chainUnavailable) { () throws(WorkerFailure) in _ = try chain.look(seal: nil, agrees: false) }
    }

    /// A transaction that was signed and kept, and then the process ended: before it was sent, or after.
    @Test(arguments: [false, true]) func `what was signed before a crash is carried out once`(_ wasSent: Bool) throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        let program = try chain.calls().stake(2 * Mist.perSUI, node: "rack-1")
        let plan = try Transactor(chain.nodes).plan(program, sender: world.owner)
        let key = try WalletSigner(world.wallet).unlock()
        let signature = try key.sign(plan.data.bcs, intent: .transaction)
        try PendingTransaction(transaction: plan.data.bcs, signature: signature.bytes).write(world.state)
        if wasSent { _ = try Transactor(chain.nodes).send(plan, signedBy: key) }
        try chain.settle()
        #expect(try chain.look(seal: nil, agrees: false).nodeStake == 2 * Mist.perSUI)
        #expect(!world.folder.has("state/pending"))
        try chain.settle()
        #expect(try chain.look(seal: nil, agrees: false).nodeStake == 2 * Mist.perSUI)
    }

    /// Its coins went to another transaction: it was never carried out, and never will be.
    @Test func `what cannot be carried out any more is let go`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        let program = try chain.calls().stake(2 * Mist.perSUI, node: "rack-1")
        let plan = try Transactor(chain.nodes).plan(program, sender: world.owner)
        let key = try WalletSigner(world.wallet).unlock()
        let signature = try key.sign(plan.data.bcs, intent: .transaction)
        let other = try chain.calls().stake(3 * Mist.perSUI, node: "rack-1")
        _ = try Transactor(chain.nodes).carryOut(other, as: key)
        try PendingTransaction(transaction: plan.data.bcs, signature: signature.bytes).write(world.state)
        try chain.settle()
        #expect(!world.folder.has("state/pending"))
        #expect(try chain.look(seal: nil, agrees: false).nodeStake == 3 * Mist.perSUI)
    }

    @Test func `what was kept goes first`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        let program = try chain.calls().stake(2 * Mist.perSUI, node: "rack-1")
        let plan = try Transactor(chain.nodes).plan(program, sender: world.owner)
        let key = try WalletSigner(world.wallet).unlock()
        let signature = try key.sign(plan.data.bcs, intent: .transaction)
        try PendingTransaction(transaction: plan.data.bcs, signature: signature.bytes).write(world.state)
        // Without that stake there would be nothing to add to.
        try chain.carryOut(.increase(1))
        #expect(try chain.look(seal: nil, agrees: false).nodeStake == 2 * Mist.perSUI + 1)
        #expect(!world.folder.has("state/pending"))
    }

    @Test func `while nobody can say what became of it, nothing else is sent`() throws {
        let world = try LedgerWorld()
        let chain = try world.chain()
        let program = try chain.calls().stake(2 * Mist.perSUI, node: "rack-1")
        let plan = try Transactor(chain.nodes).plan(program, sender: world.owner)
        let key = try WalletSigner(world.wallet).unlock()
        let signature = try key.sign(plan.data.bcs, intent: .transaction)
        try PendingTransaction(transaction: plan.data.bcs, signature: signature.bytes).write(world.state)
        world.server.stop()
        Self.fails(.chainUnavailable) { () throws(WorkerFailure) in try chain.carryOut(.stake(1, node: "rack-1")) }
        #expect(world.folder.has("state/pending"))
    }

    @Test func `a cluster file without a cluster or a node is of no use`() throws {
        let world = try LedgerWorld()
        var file = world.file
        file.ids = nil
        Self.fails(.configuration) { () throws(WorkerFailure) in
            _ = try LedgerChain(file, nodes: [], owner: world.owner, signer: nil, state: world.state)
        }
        file = world.file
        file.nodes = []
        Self.fails(.configuration) { () throws(WorkerFailure) in
            _ = try LedgerChain(file, nodes: [], owner: world.owner, signer: nil, state: world.state)
        }
    }

    @Test func `where no enclave is registered nobody is named`() throws {
        let world = try LedgerWorld()
        defer { withExtendedLifetime(world) {} }
        let chain = try world.chain()
        Self.fails(.standing) { () throws(WorkerFailure) in _ = try chain.enclave(forStake: Mist.perSUI) }
    }
}

@Suite struct WalletSignerTests {
    private static func fails(_ body: () throws(WorkerFailure) -> Void) {
        do throws(WorkerFailure) {
            try body()
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == .wallet, "\(error)") }
    }

    private static func settings(_ folder: TemporaryFolder, key: String? = nil) throws -> WorkerConfiguration.Wallet {
        var wallet = WalletFile()
        for (name, byte) in [("one", 1), ("two", 2)] as [(String, UInt8)] {
            try wallet.add(
                try PrivateKey(.ed25519, copying: [UInt8](repeating: byte, count: 32).span), name: name,
                password: try Secret(copying: Array("correct horse".utf8).span), cost: .least)
        }
        try wallet.write(folder.path + "/wallet")
        try folder.write("password", "correct horse\n")
        return .init(file: folder.path + "/wallet", key: key, passwordFile: folder.path + "/password")
    }

    @Test func `a key is chosen by its name, and opened by the password in a file`() throws {
        let folder = try TemporaryFolder()
        let signer = try WalletSigner(try Self.settings(folder, key: "two"))
        let key = try signer.unlock()
        #expect(Address(key.publicKey) == signer.address)
    }

    @Test func `what is not clear or not kept well is refused`() throws {
        let folder = try TemporaryFolder()
        let settings = try Self.settings(folder)
        Self.fails { () throws(WorkerFailure) in _ = try WalletSigner(settings) }
        var other = settings
        other.key = "three"
        Self.fails { () throws(WorkerFailure) in _ = try WalletSigner(other) }
        other.key = "one"
        let signer = try WalletSigner(other)
        for (text, isPrivate) in [("wrong\n", true), ("", true), ("\n", true), ("correct horse\n", false)] {
            try folder.write("password", text, isPrivate: isPrivate)
            Self.fails { () throws(WorkerFailure) in _ = try signer.unlock() }
        }
        try folder.write("password", String(repeating: "x", count: 1025))
        Self.fails { () throws(WorkerFailure) in _ = try signer.unlock() }
        other.file = folder.path + "/nowhere"
        Self.fails { () throws(WorkerFailure) in _ = try WalletSigner(other) }
    }
}
