// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations

extension ControllerConfigurationReader {
    /// What is told of the apiserver, and what is done with it.
    mutating func cluster() -> (ControllerConfiguration.Apiserver?, ControllerConfiguration.Kubernetes?) {
        let access = access()
        let apiserver = apiserver()
        guard let access else {
            for setting in Settings.ofCluster {
                let source = resolve.source(of: setting)
                guard source != .none else { continue }
                let key = if case .file = source { setting.key.joined(separator: ".") } else { "" }
                resolve.problems.report(
                    Problem(
                        .conflict, at: source, key: key,
                        "means nothing without \(Settings.kubeconfig.flag) or \(Settings.inCluster.flag)"))
            }
            return (apiserver, nil)
        }
        let join = join(apiserver)
        let reaction = reaction()
        let notices = notices()
        let namespaces = namespaces()
        let requests = requests(join)
        let lease = ControllerConfiguration.Lease(
            namespace: resolve(Settings.leaseNamespace).value, name: resolve(Settings.leaseName).value,
            duration: resolve(Settings.leaseDuration).value)
        if join == nil, reaction == nil {
            notes.append("nothing is done about machines: none may join, and none is removed")
        }
        return (
            apiserver,
            .init(
                access: access, join: join, reaction: reaction, notices: notices, namespaces: namespaces,
                requests: requests, lease: lease)
        )
    }

    private func access() -> ControllerConfiguration.Access? {
        let kubeconfig = resolve(Settings.kubeconfig)
        let inCluster = resolve(Settings.inCluster)
        switch (kubeconfig.value, inCluster.value) {
        case (nil, false): return nil
        case (nil, true): return .inCluster
        case (let path?, let isInCluster):
            if isInCluster {
                resolve.report(
                    .conflict, Settings.inCluster, inCluster,
                    "is given beside \(Settings.kubeconfig.flag); leave one of them out")
            }
            let limit = CommonSettings.pemLimit
            let status = resolve.check(Settings.kubeconfig, kubeconfig, path: path, limit: limit)
            if let status, status.isWorldReadable || status.isWorldWritable {
                resolve.report(
                    .conflict, Settings.kubeconfig, kubeconfig, "\(path) is open to everybody; chmod 600 it")
            }
            return .kubeconfig(path)
        }
    }

    private func apiserver() -> ControllerConfiguration.Apiserver? {
        let url = resolve(Settings.serverURL)
        let authority = resolve(Settings.serverAuthority)
        switch (url.value, authority.value) {
        case (nil, nil): return nil
        case (let url?, let path?):
            let limit = CommonSettings.pemLimit
            _ = resolve.check(Settings.serverAuthority, authority, path: path, limit: limit)
            return .init(url: url, authorityFile: path)
        case (nil, _?):
            resolve.report(.missing, Settings.serverURL, url, "is required beside \(Settings.serverAuthority.flag)")
        case (_?, nil):
            resolve.report(
                .missing, Settings.serverAuthority, authority, "is required beside \(Settings.serverURL.flag)")
        }
        return nil
    }

    private func join(_ apiserver: ControllerConfiguration.Apiserver?) -> ControllerConfiguration.Join? {
        let key = resolve(Settings.keyFile)
        let isGroupReadable = resolve(Settings.keyGroupReadable).value
        let challengeLifetime = resolve(Settings.challengeLifetime).value
        let tokenLifetime = resolve(Settings.tokenLifetime).value
        guard let path = key.value else { return nil }
        let status = resolve.check(Settings.keyFile, key, path: path, limit: Self.keyLimit)
        let rule = KeyFileRule(isGroupReadable: isGroupReadable)
        if let status, !rule.allows(status) {
            resolve.report(.conflict, Settings.keyFile, key, rule.complaint(about: path))
        }
        guard let apiserver else {
            let reason = "is required where machines may join, with \(Settings.serverAuthority.flag)"
            resolve.problems.report(Problem(.missing, at: .flag(Settings.serverURL.flag), reason))
            return nil
        }
        return .init(
            serverURL: apiserver.url, authorityFile: apiserver.authorityFile, keyFile: path,
            isKeyGroupReadable: isGroupReadable,
            challengeLifetime: challengeLifetime, tokenLifetime: tokenLifetime)
    }

    private func reaction() -> ControllerConfiguration.Reaction? {
        let isOn = resolve(Settings.reaction).value
        let reaction = ControllerConfiguration.Reaction(
            grace: resolve(Settings.grace).value, settle: resolve(Settings.settle).value,
            guardPercent: resolve(Settings.guardPercent).value, guardLeast: resolve(Settings.guardLeast).value,
            trusted: resolve(Settings.trustedNodes).value)
        return isOn ? reaction : nil
    }
}
