// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Puts a worker's configuration together and reports everything about it that cannot work.
struct WorkerConfigurationReader {
    let resolve: SettingsResolver
    let document: YAMLDocument?

    /// What a staker should know though nothing is wrong.
    var notes: [String] = []

    typealias Settings = WorkerSettings

    /// What a report later than this costs: the contract counts it as one that was missed.
    private static let latestReport = Duration.seconds(1200)

    init(resolve: SettingsResolver, document: YAMLDocument?) {
        self.resolve = resolve
        self.document = document
    }

    /// Reads everything, in the order in which it is shown; `nil` where a problem was reported.
    mutating func read() -> WorkerConfiguration? {
        checkDocument()
        let isObserver = resolve(Settings.isObserver).value
        let nodeID = resolve(Settings.nodeID).value
        let owner = owner(isObserver: isObserver)
        let nodes = nodes()
        let reportInterval = resolve(Settings.reportInterval).value
        if reportInterval >= Self.latestReport {
            notes.append("report_interval: reports that are 20m apart or more cost score")
        }
        let stake = stake()
        let master = master()
        let listen = listenAddress(isObserver: isObserver)
        let wallet = WorkerConfiguration.Wallet(
            file: resolve(Settings.walletFile).value, key: resolve(Settings.walletKey).value,
            passwordFile: resolve(Settings.passwordFile).value)
        let agent = WorkerConfiguration.Agent(
            unit: resolve(Settings.agentUnit).value, configFile: resolve(Settings.agentConfigFile).value,
            passwordFile: resolve(Settings.passwordPlace).value, grace: resolve(Settings.drainGrace).value)
        let measures = resolve(Settings.measures).value
        let places = Meter.Places(
            proc: resolve(Settings.procFolder).value, cgroup: resolve(Settings.cgroupFolder).value,
            disk: resolve(Settings.diskFolder).value)
        let clusterFile = resolve(Settings.clusterFile).value
        let stateFolder = resolve(Settings.stateFolder).value
        let heartbeatInterval = resolve(Settings.heartbeatInterval).value
        let (level, format) = (resolve(Settings.logLevel).value, resolve(Settings.logFormat).value)
        guard let stake, let master, let listen, resolve.problems.isEmpty else { return nil }
        return WorkerConfiguration(
            clusterFile: clusterFile, nodes: nodes, wallet: wallet, owner: owner, nodeID: nodeID, stake: stake,
            master: master,
            agent: agent, stateFolder: stateFolder, heartbeatInterval: heartbeatInterval,
            reportInterval: reportInterval, listenAddress: listen, isObserver: isObserver,
            places: measures ? places : nil,
            logLevel: level, logFormat: format)
    }

    private func checkDocument() {
        guard let document else { return }
        resolve.refuseUnknownKeys(
            in: document.root, at: .root, settings: Settings.all, others: ["apiVersion", "kind"])
        let lines = [("apiVersion", WorkerConfiguration.apiVersion), ("kind", WorkerConfiguration.kind)]
        for (key, expected) in lines {
            guard let node = document.root.descendant([key]) else { continue }
            if case .scalar(expected, _) = node.content { continue }
            resolve.problems.report(
                Problem(.invalidValue, at: .file(document.name, node.position), key: key, "must be \(expected)"))
        }
    }

    private func nodes() -> [NodeEndpoint] {
        var nodes = resolve(Settings.nodes).value
        let credentials = resolve(Settings.credentialsFile)
        guard let path = credentials.value else { return nodes }
        guard !nodes.isEmpty else {
            report(
                .conflict, Settings.credentialsFile, credentials,
                "goes with sui_rpc_endpoints: whoever wrote the cluster file must not choose who gets the key")
            return nodes
        }
        do throws(NodeCredentials.Failure) {
            let headers = try NodeCredentials.read(path)
            for index in nodes.indices { nodes[index].credentials = headers }
        } catch { report(.invalidValue, Settings.credentialsFile, credentials, "\(path): \(error.description)") }
        return nodes
    }

    private func stake() -> WorkerConfiguration.Stake? {
        let amount = resolve(Settings.stakeAmount)
        let minimum = resolve(Settings.minStake).value
        let buffer = resolve(Settings.stakeBuffer).value
        let increases = resolve(Settings.increases)
        let (maximum, daily) = (resolve(Settings.maxStake), resolve(Settings.maxDailyIncrease))
        if amount.value < minimum {
            report(.conflict, Settings.stakeAmount, amount, "must not be less than min_stake")
        }
        guard increases.value else {
            return .init(amount: amount.value, minimum: minimum, buffer: buffer, increases: nil)
        }
        // Whose money it is says how much of it: there is no default that would be right.
        if maximum.value == nil { report(.missing, Settings.maxStake, maximum, "must be set for auto_increase_stake") }
        if daily.value == nil {
            report(.missing, Settings.maxDailyIncrease, daily, "must be set for auto_increase_stake")
        }
        guard let most = maximum.value, let each = daily.value else { return nil }
        if most < amount.value { report(.conflict, Settings.maxStake, maximum, "must not be less than stake_amount") }
        return .init(
            amount: amount.value, minimum: minimum, buffer: buffer, increases: .init(maximum: most, daily: each))
    }

    private func master() -> WorkerConfiguration.Master? {
        let url = resolve(Settings.masterURL)
        let trust = resolve(Settings.masterTrust)
        let authority = resolve(Settings.masterCAFile)
        let registers = Settings.pcrs.map { resolve($0).value }
        let root = resolve(Settings.root).value
        switch trust.value {
        case .enclave:
            if authority.value != nil {
                report(.conflict, Settings.masterCAFile, authority, "goes with master_trust: ca-file")
            }
            let given = registers.compactMap { $0 }
            guard given.isEmpty || given.count == registers.count else {
                let place = Settings.pcrs[registers.firstIndex(of: nil) ?? 0]
                report(.missing, place, resolve(place), "all three registers must be given, or none")
                return nil
            }
            return .init(url: url.value, trust: .enclave(.init(measurements: given, root: root)))
        case .authority:
            if registers.contains(where: { $0 != nil }) {
                report(.conflict, Settings.masterTrust, trust, "ca-file does not go with measurements of an enclave")
            }
            guard url.value != nil else {
                report(.missing, Settings.masterURL, url, "must be set for master_trust: ca-file")
                return nil
            }
            guard let path = authority.value else {
                report(.missing, Settings.masterCAFile, authority, "must be set for master_trust: ca-file")
                return nil
            }
            return .init(url: url.value, trust: .authority(file: path))
        }
    }

    private func owner(isObserver: Bool) -> Address? {
        let owner = resolve(Settings.owner)
        if isObserver, owner.value == nil { report(.missing, Settings.owner, owner, "must be set for observe") }
        if !isObserver, owner.value != nil {
            report(.conflict, Settings.owner, owner, "goes with observe: else the wallet says whose stake it is")
        }
        return owner.value
    }

    private func listenAddress(isObserver: Bool) -> SocketAddress? {
        let address = resolve(Settings.listenAddress)
        guard let value = address.value else { return nil }
        if !isObserver, !value.isLoopback {
            report(
                .invalidValue, Settings.listenAddress, address,
                "must be loopback: what it serves can move stake; observe serves others")
        }
        return value
    }

    /// Reports a problem with a setting where it was set.
    private func report<Value>(
        _ code: Problem.Code, _ setting: Setting<Value>, _ resolved: SettingsResolver.Resolved<Value>, _ reason: String
    ) {
        let source = resolved.isSet ? resolved.source : .flag(setting.flag)
        let key = if case .file = source { resolved.key } else { "" }
        resolve.problems.report(Problem(code, at: source, key: key, reason))
    }
}
