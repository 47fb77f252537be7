// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Configuration
internal import Kernel
internal import Operations

/// Puts a configuration together and reports everything about it that cannot work.
struct ControllerConfigurationReader: ConfigurationReader {
    static let kind = "SealControllerConfiguration"
    static let keys: [String] = []
    static var settings: [any AnySetting] { Settings.all }

    /// More than any key in text needs.
    static let keyLimit = 4096

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
        let api = api()
        let ops = resolve.opsAddress(
            Settings.opsAddress, beside: api?.addresses ?? [], of: Settings.listenAddress)
        let drainTimeout = resolve(Settings.drainTimeout).value
        let loops = resolve(CommonSettings.loops).value
        let chain = chain()
        let (apiserver, kubernetes) = cluster()
        let attestation = attestation()
        let limits = limits()
        let logLevel = resolve(CommonSettings.logLevel).value
        let logFormat = resolve(CommonSettings.logFormat).value
        let auditLog = resolve(Settings.auditLog).value
        let auditTrail = resolve.trail(of: ControllerProgram.name, beside: Settings.auditLog, of: auditLog)
        let anchoring = anchoring(auditTrail, kubernetes)
        guard let api, let ops, let chain else { return nil }
        return ControllerConfiguration(
            api: api, opsAddress: ops, loops: loops, drainTimeout: drainTimeout, chain: chain, kubernetes: kubernetes,
            apiserver: apiserver, attestation: attestation, limits: limits, logLevel: logLevel, logFormat: logFormat,
            auditLog: auditLog, auditTrail: auditTrail, anchoring: anchoring)
    }

    private func api() -> ControllerConfiguration.API? {
        let addresses = resolve(Settings.listenAddress)
        if addresses.value.isEmpty {
            resolve.report(.missing, Settings.listenAddress, addresses, "needs at least one address")
        }
        let certificate = resolve.required(Settings.certificateFile)
        let key = resolve.requiredKey(Settings.privateKeyFile)
        let version = resolve(Settings.minimumVersion).value
        let audience = resolve(Settings.audience)
        if audience.value == SignedTokens.audience {
            resolve.report(
                .conflict, Settings.audience, audience,
                "must be another: tokens for \(SignedTokens.audience) are for the public API, and open nothing else")
        }
        guard let certificate, let key, !addresses.value.isEmpty else { return nil }
        return .init(
            addresses: addresses.value, certificateFile: certificate.path, privateKeyFile: key.path,
            minimumVersion: version, audience: audience.value)
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
                Settings.attestationAuthority, authority, path: path, limit: CommonSettings.pemLimit)
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
}
