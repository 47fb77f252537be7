// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Configuration
internal import Kernel

/// Puts a configuration together and reports everything about it that cannot work.
struct ControllerConfigurationReader {
    let resolve: SettingsResolver
    let document: YAMLDocument?

    /// What an operator should know though nothing is wrong.
    var notes: [String] = []

    typealias Settings = ControllerSettings

    init(resolve: SettingsResolver, document: YAMLDocument?) {
        self.resolve = resolve
        self.document = document
    }

    /// Reads everything, in the order in which it is shown; `nil` where a problem was reported.
    mutating func read() -> ControllerConfiguration? {
        checkDocument()
        let api = api()
        let ops = opsAddress(beside: api?.addresses ?? [])
        let drainTimeout = resolve(Settings.drainTimeout).value
        let loops = resolve(Settings.loops).value
        let chain = chain()
        let (apiserver, kubernetes) = cluster()
        let attestation = attestation()
        let limits = limits()
        let logLevel = resolve(Settings.logLevel).value
        let logFormat = resolve(Settings.logFormat).value
        let auditLog = resolve(Settings.auditLog).value
        guard let api, let ops, let chain else { return nil }
        return ControllerConfiguration(
            api: api, opsAddress: ops, loops: loops, drainTimeout: drainTimeout, chain: chain, kubernetes: kubernetes,
            apiserver: apiserver, attestation: attestation, limits: limits, logLevel: logLevel, logFormat: logFormat,
            auditLog: auditLog)
    }

    private func checkDocument() {
        guard let document else { return }
        resolve.refuseUnknownKeys(
            in: document.root, at: .root, settings: Settings.all, others: ["apiVersion", "kind"])
        for (key, expected) in [
            ("apiVersion", ControllerConfiguration.apiVersion), ("kind", ControllerConfiguration.kind),
        ] {
            let node = document.root.descendant([key])
            if let node, case .scalar(expected, _) = node.content { continue }
            let code: Problem.Code = node == nil ? .missing : .invalidValue
            let place = Problem.Source.file(document.name, (node ?? document.root).position)
            resolve.problems.report(Problem(code, at: place, key: key, "must be \(expected)"))
        }
    }

    private func api() -> ControllerConfiguration.API? {
        let addresses = resolve(Settings.listenAddress)
        if addresses.value.isEmpty {
            resolve.report(.missing, Settings.listenAddress, addresses, "needs at least one address")
        }
        let certificate = required(Settings.certificateFile)
        let key = required(Settings.privateKeyFile)
        if let key, let status = key.status, status.isWorldReadable || status.isWorldWritable {
            resolve.report(
                .conflict, Settings.privateKeyFile, key.resolved, "\(key.path) is open to everybody; chmod 600 it")
        }
        let version = resolve(Settings.minimumVersion).value
        let audience = resolve(Settings.audience).value
        guard let certificate, let key, !addresses.value.isEmpty else { return nil }
        return .init(
            addresses: addresses.value, certificateFile: certificate.path, privateKeyFile: key.path,
            minimumVersion: version, audience: audience)
    }

    private func opsAddress(beside addresses: [SocketAddress]) -> SocketAddress? {
        let ops = resolve(Settings.opsAddress)
        let allowsRemote = resolve(Settings.allowRemoteOps).value
        guard let address = ops.value else { return nil }
        if !address.isLoopback, !allowsRemote {
            resolve.report(
                .conflict, Settings.opsAddress, ops,
                "\(address) is reached from other machines, in the clear; use loopback or \(Settings.allowRemoteOps.flag)"
            )
        }
        var taken: Set<SocketAddress> = []
        for other in addresses where other.port != 0 && !taken.insert(other).inserted {
            resolve.problems.report(
                Problem(.conflict, at: .flag(Settings.listenAddress.flag), "\(other) is listened on twice"))
        }
        if address.port != 0, taken.contains(address) {
            resolve.report(.conflict, Settings.opsAddress, ops, "\(address) is a listener's address already")
        }
        return address
    }

    private mutating func chain() -> ChainConfiguration? {
        guard resolve.source(of: ChainSettings.clusterFile) != .none else {
            resolve.problems.report(
                Problem(
                    .missing, at: .flag(ChainSettings.clusterFile.flag),
                    "is required: without a chain nobody is anybody"))
            return nil
        }
        var reader = ChainConfigurationReader(resolve)
        defer { notes += reader.notes }
        return reader.read()
    }

    private func attestation() -> ControllerConfiguration.Attestation? {
        let source = resolve(Settings.attestationSource)
        let authority = resolve(Settings.attestationAuthority)
        if let path = authority.value {
            _ = resolve.check(
                Settings.attestationAuthority, authority, path: path, limit: ControllerConfiguration.pemLimit)
            if source.value == nil {
                resolve.report(
                    .conflict, Settings.attestationAuthority, authority,
                    "means nothing without \(Settings.attestationSource.flag)")
            }
        }
        return source.value.map { .init(source: $0, authorityFile: authority.value) }
    }

    private func limits() -> ControllerConfiguration.Limits {
        .init(
            perStaker: resolve(Settings.perStaker).value, perAddress: resolve(Settings.perAddress).value,
            connections: resolve(Settings.maxConnections).value, bodyMemory: resolve(Settings.maxBodyMemory).value,
            handshakeTimeout: resolve(Settings.handshakeTimeout).value,
            headerTimeout: resolve(Settings.headerTimeout).value, bodyTimeout: resolve(Settings.bodyTimeout).value,
            idleTimeout: resolve(Settings.idleTimeout).value, answerTimeout: resolve(Settings.answerTimeout).value)
    }

    typealias NamedFile = (path: String, resolved: SettingsResolver.Resolved<String?>, status: FileStatus?)

    /// A file that must be named and be there.
    private func required(_ setting: Setting<String?>) -> NamedFile? {
        let resolved = resolve(setting)
        guard let path = resolved.value else {
            if !resolved.isSet { resolve.report(.missing, setting, resolved, "is required") }
            return nil
        }
        let status = resolve.check(setting, resolved, path: path, limit: ControllerConfiguration.pemLimit)
        return (path, resolved, status)
    }
}
