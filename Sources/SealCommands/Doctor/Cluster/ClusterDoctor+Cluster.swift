// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import Wiring

// The apiservers, what they were told, and what stands in the cluster.
extension ClusterDoctor {
    /// One apiserver of the cluster.
    struct Apiserver: Sendable, Hashable {
        /// What it is called in findings.
        let name: String
        /// Where kubectl finds it, unless that is what the kubeconfig says.
        let url: String?
    }

    /// Those that were named, else all that the cluster has, else the one that the kubeconfig names.
    func apiservers() throws(CommandFailure) -> [Apiserver] {
        let named = try invocation(ClusterDoctorCommand.servers)
        if !named.isEmpty { return named.map { Apiserver(name: $0, url: $0) } }
        let usual = [Apiserver(name: place.value?.url ?? "", url: nil)]
        let question = ["get", "endpointslices", "-n", "default", "-l", "kubernetes.io/service-name=kubernetes"]
        guard let kubectl, case .success(let list) = kubectl.object(question) else { return usual }
        let urls = Self.urls(list)
        return urls.count > 1 ? urls.map { Apiserver(name: $0, url: $0) } : usual
    }

    /// The addresses that stand behind the service `kubernetes`: each apiserver enters its own.
    static func urls(_ list: YAMLNode) -> [String] {
        let urls = (list["items"]?.items ?? []).flatMap { slice -> [String] in
            let port = slice["ports"]?.items.first { $0["name"]?.scalar == "https" }?["port"]?.scalar ?? "6443"
            let addresses = (slice["endpoints"]?.items ?? []).flatMap { $0["addresses"]?.texts ?? [] }
            return addresses.map { $0.contains(":") ? "https://[\($0)]:\(port)" : "https://\($0):\(port)" }
        }
        return Set(urls).sorted()
    }

    /// Each apiserver: whether it is ready, what it was told, how it fared with us.
    mutating func examineApiservers(_ servers: [Apiserver]) {
        for server in servers {
            guard let kubectl else {
                take(ApiserverReadyCheck(about: server.name, page: .failure(.missing)))
                continue
            }
            let page = kubectl.ask(["get", "--raw", "/readyz?verbose"], of: server.url)
            take(ApiserverReadyCheck(about: server.name, page: page.map { String(decoding: $0, as: UTF8.self) }))
            guard case .success = page else { continue }
            examineFlags(of: server, kubectl)
            take(
                WebhookCallsCheck(
                    about: server.name, metrics: Self.text(kubectl.ask(["get", "--raw", "/metrics"], of: server.url))))
        }
        if machine.isServer { take(flagsCheck("on this machine", machine.flags), machine.flags) }
    }

    private static func text(_ answer: Result<[UInt8], KubectlFailure>) -> Seen<String> {
        switch answer {
        case .success(let bytes): .seen(String(decoding: bytes, as: UTF8.self))
        case .failure(let failure): failure.seen()
        }
    }

    /// By the apiserver's own page, which newer ones have and whoever runs them may have turned off.
    private mutating func examineFlags(of server: Apiserver, _ kubectl: Kubectl) {
        let page = Self.text(kubectl.ask(["get", "--raw", "/flagz"], of: server.url))
        guard case .seen(let text) = page, let flags = ApiserverFlags(flagz: text, origin: "/flagz") else {
            guard !machine.isServer else { return }
            let reason =
                "it does not tell them to kubectl: `sudo sealctl doctor` there reads them from its process or k3s' files"
            return findings.append(
                Finding(check: ApiserverFlagsCheck.name, about: server.name, state: .skipped, says: reason))
        }
        take(flagsCheck(server.name, .seen(flags)), .seen(flags))
    }

    private func flagsCheck(_ about: String, _ flags: Seen<ApiserverFlags>) -> ApiserverFlagsCheck {
        ApiserverFlagsCheck(
            about: about, flags: flags, hasAuthorizer: machine.plan.value?.hasAuthorizer ?? false,
            missingFiles: about == "on this machine" ? machine.missingFiles(flags) : [], audiences: machine.audiences)
    }

    private mutating func take(_ check: ApiserverFlagsCheck, _ flags: Seen<ApiserverFlags>) {
        take(check)
        if flags.value != nil { take(CacheTTLCheck(about: check.about, flags: flags)) }
    }

    private func object(_ question: [String]) -> Seen<YAMLNode> {
        guard let kubectl else { return KubectlFailure.missing.seen() }
        switch kubectl.object(question) {
        case .success(let node): return .seen(node)
        case .failure(let failure): return failure.seen()
        }
    }

    /// What would be rendered for this server now; nothing where it was not wired by a plan.
    private var rendered: [YAMLNode] {
        machine.isServer ? machine.manifests(machine.authorityText(machine.flags)) : []
    }

    /// Whom the cluster asks about writes.
    mutating func examineRegistration() {
        if machine.plan.value?.usesStaticManifests == true {
            return note(
                RegistrationCheck.name, .skipped, "the apiserver reads it from a file: `sudo sealctl wire k3s --check`")
        }
        let found: Seen<YAMLNode?>
        if let kubectl {
            switch kubectl.object(["get", "validatingwebhookconfiguration", RegistrationCheck.object]) {
            case .success(let node): found = .seen(node)
            case .failure(let failure): found = failure.kind == .notFound ? .seen(nil) : failure.seen()
            }
        } else {
            found = KubectlFailure.missing.seen()
        }
        let expected = rendered.first { $0["kind"]?.scalar == "ValidatingWebhookConfiguration" }
        let authorities = machine.isServer ? machine.authorities(machine.flags) : .skipped(ServerMachine.elsewhere)
        take(RegistrationCheck(found: found, expected: expected, authorities: authorities, now: now))
    }

    /// What the tiers are granted.
    mutating func examineRoles() {
        let found = object(["get", "clusterroles,clusterrolebindings"]).map { $0["items"]?.items ?? [] }
        var expected = rendered
        if expected.isEmpty {
            let share = machine.plan.value?.policy ?? PolicyShare()
            expected = ((try? TierRoles.manifests(share)) ?? []).flatMap { ServerMachine.documents(Array($0.utf8)) }
        }
        take(RolesCheck(found: found, expected: expected))
    }

    /// What each apiserver makes of the token.
    mutating func examineIdentity(_ servers: [Apiserver]) {
        let token = token
        let name = owner.map { "sui:\($0)" }
        for server in servers {
            var connection: ApiserverConnection?
            let answer = token.flatMap { token in
                place.flatMap { place -> Seen<IdentityCheck.Answer> in
                    var place = place
                    if let url = server.url { place.url = url }
                    guard place.url.hasPrefix("https://") else {
                        return .unseen("a token is shown over https:// alone")
                    }
                    do throws(CommandFailure) {
                        let made = try ApiserverConnection(place)
                        connection = made
                        return made.identity(of: token)
                    } catch { return .unseen(error.message) }
                }
            }
            take(IdentityCheck(about: server.name, answer: answer, username: name, tier: standing?.tier))
            guard server == servers.first, case .seen(.known) = answer, let connection, let bytes = token.value else {
                continue
            }
            let isUnrestricted = machine.plan.value?.policy?.isSuperUnrestricted ?? false
            take(RightsCheck(status: connection.rights(of: bytes), isUnrestricted: isUnrestricted))
        }
    }
}
