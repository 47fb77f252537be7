// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
public import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Reads which chain is followed, and by whose word, and reports everything about it that cannot work.
public struct ChainConfigurationReader {
    let resolve: SettingsResolver

    /// What an operator should know though nothing is wrong.
    public private(set) var notes: [String] = []

    typealias Settings = ChainSettings

    /// Reads from what `resolve` knows.
    public init(_ resolve: SettingsResolver) { self.resolve = resolve }

    /// Whom to follow; `nil` where a problem was reported.
    public mutating func read() -> ChainConfiguration? {
        let devLedger = resolve(Settings.devLedger)
        let path = resolve(Settings.clusterFile)
        let cluster = path.value.flatMap { clusterFile($0, path, devLedger) }
        let nodes = nodes(beside: cluster)
        let quorum = quorum(of: nodes)
        let positionFile = resolve(Settings.positionFile).value
        let pollInterval = resolve(Settings.pollInterval).value
        let maxAge = resolve(Settings.maxAge).value
        let grace = grace()
        let lookups = ChainConfiguration.Lookups(
            rate: resolve(Settings.lookupRate).value, burst: resolve(Settings.lookupBurst).value,
            concurrent: resolve(Settings.lookupConcurrent).value, timeout: resolve(Settings.lookupTimeout).value)
        let thresholds = thresholds()
        guard let path = path.value, let cluster, let ids = cluster.ids, !nodes.isEmpty else { return nil }
        return ChainConfiguration(
            clusterFile: path, cluster: cluster, ids: ids, nodes: nodes, quorum: quorum, positionFile: positionFile,
            pollInterval: pollInterval, maxAge: maxAge, grace: grace, lookups: lookups, thresholds: thresholds,
            isDevLedger: devLedger.value)
    }

    private mutating func clusterFile(
        _ path: String, _ resolved: SettingsResolver.Resolved<String?>, _ devLedger: SettingsResolver.Resolved<Bool>
    ) -> ClusterFile? {
        let limit = YAMLLimits().bytes
        guard let status = resolve.check(Settings.clusterFile, resolved, path: path, limit: limit) else { return nil }
        if status.isWorldWritable {
            resolve.report(
                .conflict, Settings.clusterFile, resolved, "\(path) may be written by everybody; chmod o-w it")
        }
        let cluster: ClusterFile
        do throws(ConfigurationError) { cluster = try ClusterFile.read(path) } catch {
            for problem in error.problems { resolve.problems.report(problem) }
            return nil
        }
        if cluster.ids == nil {
            resolve.report(
                .missing, Settings.clusterFile, resolved,
                "\(path) names no cluster; `sealctl cluster create` makes one, `sealctl cluster find ID` looks one up")
        }
        switch (cluster.chain.isLocalLedger, devLedger.value) {
        case (true, true):
            notes.append(
                "\(Settings.devLedger.flag): stake on this ledger is worth nothing; whoever reaches it can be anybody")
        case (true, false):
            resolve.report(
                .conflict, Settings.clusterFile, resolved,
                "\(path) is of a local ledger, whose stake is worth nothing; \(Settings.devLedger.flag) takes it")
        case (false, true):
            resolve.report(
                .conflict, Settings.devLedger, devLedger, "is given, yet \(path) is of no local ledger; leave it out")
        case (false, false): break
        }
        return cluster
    }

    private mutating func quorum(of nodes: [NodeEndpoint]) -> Int {
        let resolved = resolve(Settings.quorum)
        let quorum = resolved.value ?? nodes.count / 2 + 1
        guard !nodes.isEmpty else { return quorum }
        if quorum > nodes.count {
            resolve.report(
                .conflict, Settings.quorum, resolved, "must not be more than there are nodes, \(nodes.count)")
        }
        if quorum == 1 {
            notes.append(
                "one node alone is believed for admin and super: name nodes that others run, with \(Settings.nodes.flag)"
            )
        }
        return quorum
    }

    private func grace() -> TierTable<Duration> {
        let resolved = TierTable { resolve(Settings.grace[$0]) }
        for (lower, higher) in zip(Tier.allCases, Tier.allCases.dropFirst())
        where resolved[higher].value > resolved[lower].value {
            resolve.report(
                .conflict, Settings.grace[higher], resolved[higher],
                "must not be longer than \(Settings.grace[lower].flag)")
        }
        return TierTable { resolved[$0].value }
    }

    private func thresholds() -> TierTable<UInt64?> {
        let resolved = TierTable { resolve(Settings.thresholds[$0]) }
        let given = Tier.allCases.filter { resolved[$0].value != nil }
        for (lower, higher) in zip(given, given.dropFirst()) {
            guard let least = resolved[lower].value, let most = resolved[higher].value, most < least else { continue }
            resolve.report(
                .conflict, Settings.thresholds[higher], resolved[higher],
                "must not be less than \(Settings.thresholds[lower].flag)")
        }
        return TierTable { resolved[$0].value }
    }
}
