// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
public import Configuration
internal import SealAuthN
internal import SuiLedger

/// What there is to set where a chain decides, for every program that follows one.
public enum ChainSettings {
    /// Where the cluster file is.
    public static let clusterFile = Setting(
        "cluster-file", key: "chain.clusterFile", group: "Chain", ValueKind<String>.path.optional, fallback: nil,
        "The cluster file, as sealctl writes it, instead of a ledger file: which chain, contracts and cluster decide.")
    static let nodes = Setting(
        "node", key: "chain.nodes", group: "Chain", ValueKind<NodeEndpoint>.endpoint.list(atMost: 8), fallback: [],
        "Whom to ask, instead of the cluster file's nodes: grpc=https://HOST or graphql=https://HOST/graphql.")
    static let nodeCredentialsFile = Setting(
        "node-credentials-file", key: "chain.credentialsFile", group: "Chain", ValueKind<String>.path.optional,
        fallback: nil,
        "A provider's key, as \"name: value\" lines, for the nodes that --node names; its owner alone may read it.")
    static let quorum = Setting(
        "quorum", key: "chain.quorum", group: "Chain", ValueKind<Int>.integer(1...8).optional, fallback: nil,
        "How many nodes must agree on what admin and super rest on; more than half of them if not given.")
    static let positionFile = Setting(
        "position-file", key: "chain.positionFile", group: "Chain", ValueKind<String>.path.optional, fallback: nil,
        "Where the place in the chain is kept, so that a restart reads on from there.")
    static let pollInterval = Setting(
        "poll-interval", key: "chain.pollInterval", group: "Chain", .duration(.milliseconds(50) ... .seconds(10)),
        fallback: .milliseconds(500), "How often lists are asked for where a node serves no stream.")
    static let maxAge = Setting(
        "max-age", key: "chain.maxAge", group: "Chain", .duration(.seconds(1) ... .seconds(60)),
        fallback: .seconds(10), "How old what is known may be before it is asked for again.")

    /// How long each tier outlives the chain's answers.
    static let grace = TierTable { tier in
        let fallback: Duration =
            switch tier {
            case .viewer: .seconds(15 * 60)
            case .developer: .seconds(5 * 60)
            case .admin: .seconds(60)
            case .super: .zero
            }
        return Setting(
            "grace-\(tier.name)", key: "chain.grace.\(tier.name)", group: "Chain",
            .duration(.zero ... .seconds(24 * 3600)), fallback: fallback,
            "How long \(tier.name) is kept while no node answers; not longer than the tier below.")
    }

    static let lookupRate = Setting(
        "lookup-rate", key: "chain.lookups.rate", group: "Chain", .integer(1...100_000), fallback: 200,
        "How many unknown tokens per second are looked up on the chain, all callers together.")
    static let lookupBurst = Setting(
        "lookup-burst", key: "chain.lookups.burst", group: "Chain", .integer(1...100_000), fallback: 400,
        "How many of them at once after a pause.")
    static let lookupConcurrent = Setting(
        "lookup-concurrent", key: "chain.lookups.concurrent", group: "Chain", .integer(1...10_000), fallback: 256,
        "How many of them at a time.")
    static let lookupTimeout = Setting(
        "lookup-timeout", key: "chain.lookups.timeout", group: "Chain",
        .duration(.milliseconds(100) ... .seconds(2)), fallback: .seconds(2), "How long one of them may take.")

    /// What each tier needs at least.
    static let thresholds = TierTable { tier in
        Setting(
            "threshold-\(tier.name)", key: "chain.thresholds.\(tier.name)", group: "Chain",
            ValueKind<UInt64>.mist.optional, fallback: nil,
            "The stake that \(tier.name) needs, such as 2.5SUI: as much as the chain says, or more.")
    }

    /// Whether a local ledger may decide.
    public static let devLedger = Setting(
        "insecure-dev-ledger", key: "insecure.devLedger", group: "Insecure", .boolean, fallback: false,
        "Takes a local ledger for a chain: whoever reaches it makes up stake and can be anybody.")

    /// What means nothing without a cluster file.
    public static let all: [any AnySetting] =
        [clusterFile, nodes, nodeCredentialsFile, quorum, positionFile, pollInterval, maxAge]
        + Tier.allCases.map { grace[$0] } + [lookupRate, lookupBurst, lookupConcurrent, lookupTimeout]
        + Tier.allCases.map { thresholds[$0] }
}
