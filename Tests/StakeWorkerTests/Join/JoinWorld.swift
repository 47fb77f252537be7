// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger

@testable import StakeWorker

/// A machine with a wallet before a cluster in memory; its folder is real, and outlives what is broken off.
struct JoinWorld {
    let folder: TemporaryFolder
    let chain: FakeChain
    let master = FakeMaster()
    let agent = FakeAgent()
    var stake = WorkerConfiguration.Stake(amount: 3 * Mist.perSUI, minimum: 0, buffer: 0, increases: nil)
    private let seed: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let seed = [UInt8](repeating: 9, count: 32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        self.seed = seed
        chain = FakeChain(owner: Address(key.publicKey))
    }

    var state: StateFolder { StateFolder(folder.path + "/state") }

    var files: AgentFiles {
        AgentFiles(configFile: folder.path + "/rancher/50-stake.yaml", passwordFile: folder.path + "/rancher/password")
    }

    func runner(crash: Crash = Crash(at: nil), at seconds: Int64 = 1_795_000_000) -> JoinRunner {
        chain.set(crash)
        master.set(crash)
        agent.set(crash)
        let seed = seed
        var runner = JoinRunner(
            nodeID: "rack-1", stake: stake, state: state, chain: chain, master: master, agent: agent, files: files
        ) { message throws(WorkerFailure) in
            do throws(CryptoError) {
                let key = try PrivateKey(.ed25519, copying: seed.span)
                return try key.sign(message, intent: .personalMessage)
            } catch { throw WorkerFailure(.software, "no key") }
        }
        runner.now = { WallTime(seconds: seconds) }
        return runner
    }
}
