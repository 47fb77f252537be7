// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// Everything that a staker can set, each once.
enum WorkerSettings {
    static let config = Setting(
        "config", letter: "c", key: "", group: "General", ValueKind<String>.path.optional, fallback: nil,
        "A YAML or JSON file with any of these settings; worker-config.yaml or staker-config.json in /etc/k3s-daas, if one is there. "
            + "Flags override environment variables, which override it.")
    static let nodeID = Setting(
        "node-id", key: "node_id", group: "General", ValueKind<String>.label.optional, fallback: nil,
        "What the stake calls this machine: lowercase letters, digits and dashes. It cannot be changed later.")
    static let stateFolder = Setting(
        "state-folder", key: "state_folder", group: "General", .absolutePath, fallback: "/var/lib/stake-worker",
        "Where the machine's keys, the worker's token and its progress are kept, for the program's user alone.")
    static let isObserver = Setting(
        "observe", key: "observe", group: "General", .boolean, fallback: false,
        "Only watches and serves metrics: takes no wallet, touches no agent, sends nothing.")

    static let owner = Setting(
        "owner", key: "owner", group: "General", ValueKind<Address>.address.optional, fallback: nil,
        "Whose stake is watched, for observe; else the wallet's.")

    static let clusterFile = Setting(
        "cluster-file", key: "cluster_file", group: "Chain", .absolutePath, fallback: "/etc/k3s-daas/cluster.yaml",
        "The file that names chain, contracts and cluster, as the cluster's operator gives it.")
    static let nodes = Setting(
        "sui-rpc-endpoints", key: "sui_rpc_endpoints", group: "Chain", ValueKind<NodeEndpoint>.endpoint.list(atMost: 8),
        fallback: [], "Whom to ask about the chain, instead of the nodes in the cluster file.")
    static let credentialsFile = Setting(
        "sui-rpc-credentials-file", key: "sui_rpc_credentials_file", group: "Chain", ValueKind<String>.path.optional,
        fallback: nil, "A file with a provider's key as \"name: value\", for the nodes that are named here alone.")
    static let reportInterval = Setting(
        "report-interval", key: "report_interval", group: "Chain", .duration(.seconds(600) ... .seconds(86_400)),
        fallback: .seconds(720),
        "How often the chain is told how the machine is; it counts once in 10m, and what is later than 20m costs score."
    )

    static let walletFile = Setting(
        "wallet-file", key: "wallet_file", group: "Wallet", .absolutePath, fallback: "/etc/k3s-daas/wallet",
        "The wallet whose stake it is, as `sealctl wallet` makes it.")
    static let walletKey = Setting(
        "wallet-key", key: "wallet_key", group: "Wallet", ValueKind<String>.text("NAME", atMost: 63).optional,
        fallback: nil, "Which of the wallet's keys, if it has several.")
    static let passwordFile = Setting(
        "wallet-password-file", key: "wallet_password_file", group: "Wallet", .absolutePath,
        fallback: "/etc/k3s-daas/wallet-password", "The wallet's password, in a file for the program's user alone.")

    static let stakeAmount = Setting(
        "stake-amount", key: "stake_amount", group: "Stake", ValueKind<UInt64>.mist, fallback: Mist.perSUI,
        "What is locked for the node when it joins.")
    static let minStake = Setting(
        "min-stake", key: "min_stake", group: "Stake", ValueKind<UInt64>.mist, fallback: 0,
        "What is to be kept locked, where that is more than the cluster asks for.")
    static let stakeBuffer = Setting(
        "stake-buffer", key: "stake_buffer", group: "Stake", ValueKind<UInt64>.mist, fallback: Mist.perSUI / 10,
        "How much more than must be is kept, so that a lower score does not end the work.")
    static let increases = Setting(
        "auto-increase-stake", key: "auto_increase_stake", group: "Stake", .boolean, fallback: false,
        "Adds stake without asking when what must be and the buffer come to more than there is.")
    static let maxStake = Setting(
        "max-stake", key: "max_stake", group: "Stake", ValueKind<UInt64>.mist.optional, fallback: nil,
        "The most that the node's stake may come to without asking; must be said for auto_increase_stake.")
    static let maxDailyIncrease = Setting(
        "max-daily-increase", key: "max_daily_increase", group: "Stake", ValueKind<UInt64>.mist.optional,
        fallback: nil, "The most that is added without asking in 24h; must be said for auto_increase_stake.")

    static let masterURL = Setting(
        "master-url", key: "master_url", group: "Master", ValueKind<String>.httpsBase.optional, fallback: nil,
        "Where the cluster's public API is; without it, where the chain says that the enclave is.")
    static let masterTrust = Setting(
        "master-trust", key: "master_trust", group: "Master", ValueKind<TrustKind>.oneOf, fallback: .enclave,
        "Why the master is believed: enclave, because it proves that it runs what the chain says; ca-file, because an authority "
            + "that you name vouches for it.")
    static let masterCAFile = Setting(
        "master-ca-file", key: "master_ca_file", group: "Master", ValueKind<String>.path.optional, fallback: nil,
        "The authorities in PEM that vouch for the master, for master_trust: ca-file.")
    static let pcrs = (0...2).map { register in
        Setting(
            "master-pcr\(register)", key: "master_pcr\(register)", group: "Master",
            ValueKind<[UInt8]>.measurement.optional, fallback: nil,
            "What register \(register) of the enclave must hold, if you have built the image yourself and take no word for it."
        )
    }
    static let root = Setting(
        "attestation-root", key: "attestation_root", group: "Master", ValueKind<WorkerConfiguration.Root>.root,
        fallback: .aws,
        "Who must have signed for the enclave: aws, aws-us-gov, or the SHA-256 of another root, such as a simulator's, which proves "
            + "nothing.")
    static let heartbeatInterval = Setting(
        "heartbeat-interval", key: "heartbeat_interval", group: "Master", .duration(.seconds(10) ... .seconds(300)),
        fallback: .seconds(30),
        "How often stake, seal and master are looked at, and the master is told how the machine is.")

    static let agentUnit = Setting(
        "agent-unit", key: "agent_unit", group: "Agent", ValueKind<String>.unit, fallback: "k3s-agent.service",
        "The unit that runs k3s as an agent.")
    static let agentConfigFile = Setting(
        "agent-config-file", key: "agent_config_file", group: "Agent", .absolutePath,
        fallback: "/etc/rancher/k3s/config.yaml.d/50-stake.yaml",
        "Where the agent's part of k3s' configuration is written.")
    static let passwordPlace = Setting(
        "agent-password-file", key: "agent_password_file", group: "Agent", .absolutePath,
        fallback: "/etc/rancher/node/password", "Where k3s looks for the password that the machine is known by.")
    static let drainGrace = Setting(
        "drain-grace", key: "drain_grace", group: "Agent", .duration(.zero ... .seconds(3600)), fallback: .seconds(300),
        "How long pods have to leave when the stake is lost, before the agent is stopped.")

    static let listenAddress = Setting(
        "listen-address", key: "listen_address", group: "API", ValueKind<SocketAddress>.address.optional,
        fallback: SocketAddress("127.0.0.1:8080"),
        "Where the worker's own API and metrics are served; loopback, unless it only watches.")

    static let measures = Setting(
        "measure", key: "measure", group: "Measurements", .boolean, fallback: true,
        "Whether the machine is measured: not from a container that sees only itself.")
    static let procFolder = Setting(
        "proc-folder", key: "proc_folder", group: "Measurements", .absolutePath, fallback: "/proc",
        "Where the machine's /proc is, for who watches from a container.")
    static let cgroupFolder = Setting(
        "cgroup-folder", key: "cgroup_folder", group: "Measurements", .absolutePath, fallback: "/sys/fs/cgroup",
        "Where the machine's control groups are.")
    static let diskFolder = Setting(
        "disk-folder", key: "disk_folder", group: "Measurements", .absolutePath, fallback: "/var/lib/rancher",
        "A folder on the disk that images and volumes fill.")

    static let logLevel = Setting(
        "log-level", key: "log_level", group: "Logging", ValueKind<Log.Level>.oneOf, fallback: .info,
        "The least important kind of message that is logged.")
    static let logFormat = Setting(
        "log-format", key: "log_format", group: "Logging", ValueKind<LineEncoder.Format>.oneOf, fallback: .text,
        "How log lines are written.")

    /// Why a master is believed, in a word.
    enum TrustKind: String, Sendable, CaseIterable {
        case enclave
        case authority = "ca-file"
    }

    static let all: [any AnySetting] =
        [
            config, nodeID, stateFolder, isObserver, owner, clusterFile, nodes, credentialsFile, reportInterval,
            walletFile,
            walletKey, passwordFile, stakeAmount, minStake, stakeBuffer, increases, maxStake, maxDailyIncrease,
            masterURL,
            masterTrust, masterCAFile,
        ] + pcrs + [
            root, heartbeatInterval, agentUnit, agentConfigFile, passwordPlace, drainGrace, listenAddress, measures,
            procFolder,
            cgroupFolder,
            diskFolder, logLevel, logFormat,
        ]
}
