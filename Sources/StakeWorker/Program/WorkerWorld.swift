// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import SuiLedger

/// Everything that a command works with, put together from a configuration; nothing is asked or opened before it is needed.
struct WorkerWorld {
    let configuration: WorkerConfiguration
    let state: StateFolder
    let chain: LedgerChain
    let master: MasterConnection
    let agent: any AgentDoor
    let files: AgentFiles
    private let signer: WalletSigner?

    /// Reads the cluster file, and the wallet's public part.
    init(_ configuration: WorkerConfiguration) throws(WorkerFailure) {
        let file = try configuration.readClusterFile()
        self.configuration = configuration
        state = StateFolder(configuration.stateFolder)
        signer = configuration.isObserver ? nil : try WalletSigner(configuration.wallet)
        chain = try LedgerChain(
            file, nodes: configuration.nodes, owner: try Self.owner(configuration, signer), signer: signer, state: state
        )
        let stake = configuration.stake.amount
        let chain = chain
        master = MasterConnection(configuration.master, cluster: chain.cluster) { () throws(WorkerFailure) in
            // The class of enclave that serves a node hangs on what is locked for it, or will be.
            let locked: UInt64
            if let known = chain.nodeStake {
                locked = known
            } else {
                locked = try chain.look(seal: nil, agrees: false).nodeStake
            }
            return try chain.enclave(forStake: locked > 0 ? locked : stake)
        }
        agent = configuration.isObserver ? NoAgent() : SystemdAgent(unit: configuration.agent.unit)
        files = AgentFiles(
            configFile: configuration.agent.configFile, passwordFile: configuration.agent.passwordFile)
    }

    /// Who watches needs no wallet, and has to be told whose machine it is.
    private static func owner(
        _ configuration: WorkerConfiguration, _ signer: WalletSigner?
    ) throws(WorkerFailure) -> Address {
        if let signer { return signer.address }
        guard let owner = configuration.owner else {
            throw WorkerFailure(.configuration, "owner must be set where there is no wallet")
        }
        return owner
    }

    /// Signs a claim by the wallet's key, as a personal message.
    func sign(_ message: [UInt8]) throws(WorkerFailure) -> UserSignature {
        guard let signer else { throw WorkerFailure(.configuration, "who only watches signs nothing") }
        let key = try signer.unlock()
        do throws(CryptoError) { return try key.sign(message, intent: .personalMessage) } catch {
            throw WorkerFailure(.software, error.description)
        }
    }
}
