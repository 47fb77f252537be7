// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations
internal import PolicyFile
internal import SealAuthN

/// Puts a configuration together and reports everything about it that cannot work.
struct WebhookConfigurationReader: ConfigurationReader {
    static let kind = "WebhookServerConfiguration"
    static let keys = ["listeners"]
    static var settings: [any AnySetting] { Settings.all }

    let resolve: SettingsResolver
    let document: YAMLDocument?

    /// What an operator should know though nothing is wrong.
    var notes: [String] = []

    typealias Settings = WebhookSettings
    typealias Scope = (node: YAMLNode, path: [String])

    init(resolve: SettingsResolver, document: YAMLDocument?) {
        self.resolve = resolve
        self.document = document
    }

    /// Reads everything, in the order in which it is shown; `nil` where a problem was reported.
    mutating func read() -> WebhookConfiguration? {
        let listeners = listeners()
        let ops = resolve.opsAddress(
            Settings.opsAddress, beside: (listeners ?? []).flatMap(\.addresses), of: Settings.listenAddress)
        let drainTimeout = resolve(Settings.drainTimeout).value
        let loops = resolve(CommonSettings.loops).value
        let source = source()
        let policyFile = policyFile()
        let audiences = audiences()
        let groups = TierTable { resolve(Settings.groups[$0]).value }
        let logLevel = resolve(CommonSettings.logLevel).value
        let logFormat = resolve(CommonSettings.logFormat).value
        let auditLog = resolve(Settings.auditLog).value
        var auditTrail = resolve.trail(of: Program.name, beside: Settings.auditLog, of: auditLog)
        // A server's successor comes before it ends; of controllers, the next one waits.
        auditTrail?.handover = true
        let limits = limits()
        guard let listeners, let ops, let source else { return nil }
        return WebhookConfiguration(
            listeners: listeners, opsAddress: ops, loops: loops, drainTimeout: drainTimeout, source: source,
            policyFile: policyFile, audiences: audiences, groups: groups, limits: limits, logLevel: logLevel,
            logFormat: logFormat, auditLog: auditLog, auditTrail: auditTrail)
    }

    /// The file that decides, or `nil` where a problem was reported.
    func ledger() -> WebhookConfiguration.Ledger? {
        let file = resolve(Settings.ledgerFile)
        let interval = resolve(Settings.ledgerReloadInterval).value
        let maxSize = resolve(Settings.ledgerMaxSize).value
        guard let path = file.value else { return nil }
        guard let status = resolve.check(Settings.ledgerFile, file, path: path, limit: maxSize) else { return nil }
        if status.isWorldWritable {
            resolve.report(.conflict, Settings.ledgerFile, file, "\(path) may be written by everybody; chmod o-w it")
        }
        return .init(file: path, reloadInterval: interval, maxSize: maxSize)
    }

    /// The policy, read to see whether it is a good one; `nil` where there is none.
    private func policyFile() -> String? {
        let file = resolve(Settings.policyFile)
        guard let path = file.value else { return nil }
        guard let status = resolve.check(Settings.policyFile, file, path: path, limit: PolicyFile.maxSize) else {
            return nil
        }
        if status.isWorldWritable {
            resolve.report(.conflict, Settings.policyFile, file, "\(path) may be written by everybody; chmod o-w it")
        }
        do throws(ConfigurationError) { _ = try PolicyFile.read(path) } catch {
            for problem in error.problems { resolve.problems.report(problem) }
        }
        return path
    }

    private func audiences() -> [String] {
        let audiences = resolve(Settings.audiences)
        if audiences.value.isEmpty {
            resolve.report(.missing, Settings.audiences, audiences, "needs at least one name")
        }
        return audiences.value
    }

    private mutating func limits() -> WebhookConfiguration.Limits {
        let limits = WebhookConfiguration.Limits(
            connections: resolve(Settings.maxConnections).value, headSize: resolve(Settings.maxHeadSize).value,
            authenticateBody: resolve(Settings.maxAuthenticateBody).value,
            authorizeBody: resolve(Settings.maxAuthorizeBody).value, admitBody: resolve(Settings.maxAdmitBody).value,
            bodyMemory: resolve(Settings.maxBodyMemory).value,
            reservedBodyMemory: resolve(Settings.reservedBodyMemory).value,
            handshakeTimeout: resolve(Settings.handshakeTimeout).value,
            headerTimeout: resolve(Settings.headerTimeout).value, bodyTimeout: resolve(Settings.bodyTimeout).value,
            idleTimeout: resolve(Settings.idleTimeout).value, answerTimeout: resolve(Settings.answerTimeout).value)
        let isRoomForAdmission = limits.reservedBodyMemory + limits.admitBody <= limits.bodyMemory
        if !isRoomForAdmission {
            resolve.problems.report(
                Problem(
                    .conflict, at: .flag(Settings.maxBodyMemory.flag),
                    "must be at least --reserved-body-memory and --max-admit-body together"))
        }
        if limits.reservedBodyMemory < max(limits.authenticateBody, limits.authorizeBody) {
            resolve.problems.report(
                Problem(
                    .conflict, at: .flag(Settings.reservedBodyMemory.flag),
                    "must be at least --max-authenticate-body and at least --max-authorize-body"))
        }
        if limits.idleTimeout <= .seconds(90) {
            notes.append("--idle-timeout is not longer than the 90s after which an apiserver closes: users may see 401")
        }
        return limits
    }
}
