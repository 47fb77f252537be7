// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

extension WebhookConfigurationReader {
    /// All listeners, or `nil` where a problem was reported.
    func listeners() -> [WebhookConfiguration.Listener]? {
        let scopes = listenerScopes()
        let listeners = scopes.map { listener(in: $0) }
        let allowsAnonymous = resolve(Settings.allowRemoteAnonymous)
        for listener in listeners.compactMap({ $0 }) where !allowsAnonymous.value {
            guard listener.clientAuthentication.mode != .required else { continue }
            for address in listener.addresses where !address.isLoopback {
                resolve.report(
                    .conflict, Settings.allowRemoteAnonymous, allowsAnonymous,
                    "\(address) is reached from other machines and needs no client certificate; "
                        + "give a client CA, listen on loopback, or set this flag")
            }
        }
        guard listeners.allSatisfy({ $0 != nil }) else { return nil }
        return listeners.compactMap { $0 }
    }

    /// The address for health and metrics, or `nil` where a problem was reported.
    func opsAddress(beside listeners: [WebhookConfiguration.Listener]) -> SocketAddress? {
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
        for other in listeners.flatMap(\.addresses) where other.port != 0 && !taken.insert(other).inserted {
            resolve.problems.report(
                Problem(.conflict, at: .flag(Settings.listenAddress.flag), "\(other) is listened on twice"))
        }
        if address.port != 0, taken.contains(address) {
            resolve.report(.conflict, Settings.opsAddress, ops, "\(address) is a listener's address already")
        }
        return address
    }

    /// One scope per listener: the entries of `listeners`, unless addresses come from outside the file.
    private func listenerScopes() -> [Scope?] {
        guard let document, let node = document.root.descendant(["listeners"]) else { return [nil] }
        let place = Problem.Source.file(document.name, node.position)
        guard case .sequence(let items) = node.content, (1...16).contains(items.count) else {
            resolve.problems.report(
                Problem(.wrongType, at: place, key: "listeners", "must be a list of 1 to 16 listeners"))
            return [nil]
        }
        var scopes: [Scope?] = []
        for (index, item) in items.enumerated() {
            let path = ValuePath.index(.name(.root, "listeners"), index)
            resolve.refuseUnknownKeys(in: item, at: path, settings: Settings.perListener, others: [])
            if item.descendant(Settings.listenAddress.key) == nil {
                let position = Problem.Source.file(document.name, item.position)
                resolve.problems.report(Problem(.missing, at: position, key: "\(path).listenAddress", "is required"))
            }
            scopes.append((item, ["listeners", "[\(index)]"]))
        }
        return resolve.isSetOutsideFile(Settings.listenAddress) ? [nil] : scopes
    }

    private func listener(in scope: Scope?) -> WebhookConfiguration.Listener? {
        let addresses = resolve(Settings.listenAddress, in: scope)
        if addresses.value.isEmpty {
            resolve.report(.missing, Settings.listenAddress, addresses, "needs at least one address")
        }
        let certificate = requiredFile(Settings.certificateFile, in: scope)
        let key = requiredFile(Settings.privateKeyFile, in: scope)
        if let key, let status = key.status, status.isWorldReadable || status.isWorldWritable {
            resolve.report(
                .conflict, Settings.privateKeyFile, key.resolved, "\(key.path) is open to everybody; chmod 600 it")
        }
        let version = resolve(Settings.minimumVersion, in: scope).value
        let clients = clientAuthentication(in: scope)
        guard let certificate, let key, let clients, !addresses.value.isEmpty else { return nil }
        return .init(
            addresses: addresses.value, certificateFile: certificate.path, privateKeyFile: key.path,
            minimumVersion: version, offersHTTP2: resolve(Settings.http2, in: scope).value,
            clientAuthentication: clients)
    }

    private func clientAuthentication(in scope: Scope?) -> WebhookConfiguration.ClientAuthentication? {
        let authority = resolve(Settings.clientCAFile, in: scope)
        let mode = resolve(Settings.clientAuth, in: scope)
        let names = resolve(Settings.clientSubjectNames, in: scope)
        if let path = authority.value {
            _ = resolve.check(Settings.clientCAFile, authority, path: path, limit: WebhookConfiguration.pemLimit)
        }
        switch (mode.value, authority.value) {
        case (.required?, nil), (.optional?, nil):
            resolve.report(.conflict, Settings.clientAuth, mode, "needs a client CA: give --client-ca-file, or say off")
        case (nil, nil):
            resolve.report(
                .missing, Settings.clientCAFile, authority,
                "is required, so that only the apiserver can ask; to let anybody ask, say --client-auth off")
        case (.off?, _?):
            resolve.report(
                .conflict, Settings.clientAuth, mode, "is off, yet a client CA is given; leave one of them out")
        case (let mode, let path):
            if mode == .off, !names.value.isEmpty {
                resolve.report(
                    .conflict, Settings.clientSubjectNames, names, "means nothing while --client-auth is off")
                return nil
            }
            return .init(mode: mode ?? .required, caFile: path, subjectNames: names.value)
        }
        return nil
    }

    private typealias NamedFile = (
        path: String, resolved: SettingsResolver.Resolved<String?>, status: FileStatus?
    )

    private func requiredFile(_ setting: Setting<String?>, in scope: Scope?) -> NamedFile? {
        let resolved = resolve(setting, in: scope)
        guard let path = resolved.value else {
            if !resolved.isSet { resolve.report(.missing, setting, resolved, "is required") }
            return nil
        }
        let status = resolve.check(setting, resolved, path: path, limit: WebhookConfiguration.pemLimit)
        return (path, resolved, status)
    }
}
