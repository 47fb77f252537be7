// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// What a worker shall do, checked.
struct WorkerConfiguration: Sendable {
    /// The file that names chain, contracts and cluster.
    var clusterFile: String
    /// Whom to ask instead of the nodes that it names.
    var nodes: [NodeEndpoint]
    /// Whose stake it is.
    var wallet: Wallet
    /// Whose machine it is, where there is no wallet to say so.
    var owner: Address?
    /// What the stake calls the node; `nil` where nothing is to be done for it but watching.
    var nodeID: String?
    /// How much is locked.
    var stake: Stake
    /// Who lets the machine join.
    var master: Master
    /// What runs pods.
    var agent: Agent
    /// Where keys and progress are kept.
    var stateFolder: String
    /// How often chain and master are asked.
    var heartbeatInterval: Duration
    /// How often the chain is told how the machine is.
    var reportInterval: Duration
    /// Where the worker's own API is served.
    var listenAddress: SocketAddress
    /// Whether it only watches: no wallet, no agent, nothing that changes.
    var isObserver: Bool
    /// Where measurements come from; `nil` where nothing is measured.
    var places: Meter.Places?
    /// The least important kind of message that is logged.
    var logLevel: Log.Level
    /// How log lines are written.
    var logFormat: LineEncoder.Format

    /// Whose stake it is.
    struct Wallet: Hashable, Sendable {
        /// The wallet.
        var file: String
        /// Which of its keys; `nil` for the only one.
        var key: String?
        /// The file with its password.
        var passwordFile: String
    }

    /// How much is locked, and how much may be added without asking.
    struct Stake: Hashable, Sendable {
        /// What a first stake is, in MIST.
        var amount: UInt64
        /// What is to be kept, whatever the cluster asks for.
        var minimum: UInt64
        /// How much more than must be is to be kept.
        var buffer: UInt64
        /// How far it may be increased without asking; `nil` where it may not.
        var increases: Increases?
    }

    /// What may be added without asking.
    struct Increases: Hashable, Sendable {
        /// The most that the node's stake may come to by it.
        var maximum: UInt64
        /// The most in 24 hours.
        var daily: UInt64
    }

    /// Who lets the machine join, and why that is believed.
    struct Master: Hashable, Sendable {
        /// `https://HOST[:PORT]`; `nil` for the enclave's that the chain names.
        var url: String?
        /// Why it is believed.
        var trust: Trust
    }

    /// Why a master is believed.
    enum Trust: Hashable, Sendable {
        /// It runs in an enclave that measures what the chain says, and that is registered there.
        case enclave(Enclave)
        /// Its certificate was issued by an authority in this file.
        case authority(file: String)
    }

    /// Which enclave is believed.
    struct Enclave: Hashable, Sendable {
        /// What registers 0, 1 and 2 must hold beside what the chain says; none for nothing more.
        var measurements: [[UInt8]]
        /// Whose word counts.
        var root: Root
    }

    /// Who signs for enclaves.
    enum Root: Hashable, Sendable {
        case aws, awsGovCloud
        /// Another root, by the SHA-256 of its certificate, in hexadecimal.
        case other(String)
    }

    /// What runs pods.
    struct Agent: Hashable, Sendable {
        /// The unit of systemd.
        var unit: String
        /// Where its configuration is written.
        var configFile: String
        /// Where k3s looks for the machine's password.
        var passwordFile: String
        /// How long pods have to leave before it is stopped.
        var grace: Duration
    }
}
