// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

extension WebhookConfigurationReader {
    /// Where stakes and seals are read: exactly one file or chain; `nil` where a problem was reported.
    mutating func source() -> WebhookConfiguration.Source? {
        let hasFile = resolve.source(of: Settings.ledgerFile) != .none
        let hasChain = resolve.source(of: Settings.clusterFile) != .none
        let devLedger = resolve(Settings.devLedger)
        switch (hasFile, hasChain) {
        case (false, false):
            let missing = "is required, or \(Settings.clusterFile.flag): without a ledger nobody is anybody"
            resolve.problems.report(Problem(.missing, at: .flag(Settings.ledgerFile.flag), missing))
            return nil
        case (true, true):
            refuse([Settings.clusterFile], "is given beside \(Settings.ledgerFile.flag); one alone decides")
            return nil
        case (true, false):
            refuse(Settings.chain, "means nothing without \(Settings.clusterFile.flag)")
            if devLedger.value {
                let meaningless = "means nothing without \(Settings.clusterFile.flag)"
                report(.conflict, Settings.devLedger, devLedger, meaningless)
            }
            return ledger().map { .file($0) }
        case (false, true):
            refuse(Settings.ledger, "means nothing without \(Settings.ledgerFile.flag)")
            return chain(devLedger).map { .chain($0) }
        }
    }

    /// Reports each of these settings that is set somewhere.
    private func refuse(_ settings: [any AnySetting], _ reason: String) {
        for setting in settings {
            let source = resolve.source(of: setting)
            guard source != .none else { continue }
            let key = if case .file = source { setting.key.joined(separator: ".") } else { "" }
            resolve.problems.report(Problem(.conflict, at: source, key: key, reason))
        }
    }

    private mutating func chain(_ devLedger: SettingsResolver.Resolved<Bool>) -> WebhookConfiguration.Chain? {
        let path = resolve(Settings.clusterFile)
        let cluster = path.value.flatMap { clusterFile($0, path, devLedger) }
        let nodes = nodes(beside: cluster)
        let quorum = quorum(of: nodes)
        let positionFile = resolve(Settings.positionFile).value
        let pollInterval = resolve(Settings.pollInterval).value
        let maxAge = resolve(Settings.maxAge).value
        let grace = grace()
        let lookups = WebhookConfiguration.Lookups(
            rate: resolve(Settings.lookupRate).value, burst: resolve(Settings.lookupBurst).value,
            concurrent: resolve(Settings.lookupConcurrent).value, timeout: resolve(Settings.lookupTimeout).value)
        let thresholds = thresholds()
        guard let path = path.value, let cluster, let ids = cluster.ids, !nodes.isEmpty else { return nil }
        return .init(
            clusterFile: path, cluster: cluster, ids: ids, nodes: nodes, quorum: quorum, positionFile: positionFile,
            pollInterval: pollInterval, maxAge: maxAge, grace: grace, lookups: lookups, thresholds: thresholds,
            isDevLedger: devLedger.value)
    }

    private mutating func clusterFile(
        _ path: String, _ resolved: SettingsResolver.Resolved<String?>, _ devLedger: SettingsResolver.Resolved<Bool>
    ) -> ClusterFile? {
        let limit = YAMLLimits().bytes
        guard let status = check(Settings.clusterFile, resolved, path: path, limit: limit) else { return nil }
        if status.isWorldWritable {
            report(.conflict, Settings.clusterFile, resolved, "\(path) may be written by everybody; chmod o-w it")
        }
        let cluster: ClusterFile
        do throws(ConfigurationError) { cluster = try ClusterFile.read(path) } catch {
            for problem in error.problems { resolve.problems.report(problem) }
            return nil
        }
        if cluster.ids == nil {
            report(
                .missing, Settings.clusterFile, resolved,
                "\(path) names no cluster; `sealctl cluster create` makes one, `sealctl cluster find ID` looks one up")
        }
        switch (cluster.chain.isLocalLedger, devLedger.value) {
        case (true, true):
            notes.append(
                "\(Settings.devLedger.flag): stake on this ledger is worth nothing; whoever reaches it can be anybody")
        case (true, false):
            report(
                .conflict, Settings.clusterFile, resolved,
                "\(path) is of a local ledger, whose stake is worth nothing; \(Settings.devLedger.flag) takes it")
        case (false, true):
            report(
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
            report(.conflict, Settings.quorum, resolved, "must not be more than there are nodes, \(nodes.count)")
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
            report(
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
            report(
                .conflict, Settings.thresholds[higher], resolved[higher],
                "must not be less than \(Settings.thresholds[lower].flag)")
        }
        return TierTable { resolved[$0].value }
    }
}
