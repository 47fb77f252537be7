// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations

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
        let certificate = resolve.required(Settings.certificateFile, in: scope)
        let key = resolve.requiredKey(Settings.privateKeyFile, in: scope)
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
            _ = resolve.check(Settings.clientCAFile, authority, path: path, limit: CommonSettings.pemLimit)
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
}
