// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import StakeWorker

/// The whole way in: contracts, an enclave of software that they have registered, TLS, and real files.
@Suite(.timeLimit(.minutes(10))) struct WholeWayTests {
    @Test func `a machine joins by the word of the chain and the proof of the enclave`() throws {
        let ledger = try LedgerWorld()
        let chain = try ledger.chain()
        let world = try MasterWorld(cluster: chain.cluster)
        try ledger.register(world)
        let master = MasterConnection(
            .init(url: nil, trust: .enclave(.init(measurements: [], root: .other(world.root.hex)))),
            cluster: chain.cluster
        ) { () throws(WorkerFailure) in try chain.enclave(forStake: Mist.perSUI) }
        let agent = FakeAgent()
        let files = AgentFiles(
            configFile: ledger.folder.path + "/rancher/50-stake.yaml",
            passwordFile: ledger.folder.path + "/rancher/password")
        let signer = try WalletSigner(ledger.wallet)
        var runner = JoinRunner(
            nodeID: "rack-1", stake: .init(amount: 2 * Mist.perSUI, minimum: 0, buffer: 0, increases: nil),
            state: ledger.state, chain: chain, master: master, agent: agent, files: files
        ) { message throws(WorkerFailure) in
            let key = try signer.unlock()
            do throws(CryptoError) { return try key.sign(message, intent: .personalMessage) } catch {
                throw WorkerFailure(.software, "not signed")
            }
        }
        let node = try runner.run()
        #expect(node?.nodeName == "n-abc-1" && agent.now.starts == 1)
        let token = String(try ledger.folder.read("state/seal-token").dropLast())
        #expect(
            world.paths == [
                "/api/v1/attestation", "/api/v1/challenge", "/api/v1/register-worker Bearer \(token)",
            ])
        #expect(try ledger.folder.read("rancher/50-stake.yaml").contains("node-name: \"n-abc-1\"\n"))
        // The chain names it by its address, and it is asked again at each heartbeat.
        try master.check()
        #expect(world.paths.last == "/api/v1/attestation")
        // Pages of events are read on from where they ended.
        #expect(try chain.enclave(forStake: Mist.perSUI).entry.endpoint == world.url)
        withExtendedLifetime(ledger) {}
    }
}
