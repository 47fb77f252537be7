// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Writes into a kubeconfig what kubectl needs to ask us for tokens.
enum LoginCommand {
    static let kubeconfig = Setting(
        "kubeconfig", key: "", group: "Kubeconfig", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "The file. By default the first one of $KUBECONFIG, or ~/.kube/config.")
    private static let server = Setting(
        "server", key: "", group: "Kubeconfig", ValueKind<String>.text("URL", atMost: 2048).optional, fallback: nil,
        isFlagOnly: true, "The apiserver, such as https://k3s.example:6443. Must be given.")
    private static let authority = Setting(
        "certificate-authority", key: "", group: "Kubeconfig", ValueKind<String>.path.optional, fallback: nil,
        isFlagOnly: true,
        "The certificates that the apiserver's must come from, in PEM; they are copied into the kubeconfig.")
    private static let name = Setting(
        "name", key: "", group: "Kubeconfig", ValueKind<String>.text("NAME", atMost: 253), fallback: "k3s-daas",
        isFlagOnly: true, "What cluster, user and context are called; what has these names is replaced.")
    private static let isCurrent = Setting(
        "set-current", key: "", group: "Kubeconfig", .boolean, fallback: false, isFlagOnly: true,
        "Makes it the context that kubectl uses if nobody names one.")
    private static let program = Setting(
        "command", key: "", group: "Kubeconfig", ValueKind<String>.text("PROGRAM", atMost: 4095),
        fallback: "kubectl-seal", isFlagOnly: true,
        "What kubectl runs: kubectl-seal where it is in $PATH, or its absolute path.")

    private static let maximumAuthority = 1 << 20
    private static let hint =
        "kubectl-seal signs tokens for this cluster. It comes with k3s-daas: put it into a folder of $PATH."

    static let command = Command(
        words: ["login"], summary: "Writes a cluster, a user and a context into the kubeconfig.",
        settings: [server, authority, name, kubeconfig, isCurrent, program, TokenOrder.audience, TokenOrder.clusterID]
            + [Flags.clusterFile] + Flags.signing + EnclaveLogin.settings,
        details: """
            Everything else in the file stays as it is, but for comments, which kubectl does not keep either. The cluster's id and
            the audience go into the kubeconfig; which key signs, too, where a flag says it. No secret is written. With --attested the
            apiserver's certificates are those that a verified enclave vouches for: see `sealctl enclave verify --help`.
            """
    ) { invocation throws(CommandFailure) in
        let order = try TokenOrder(
            cluster: clusterID(invocation), audience: try invocation(TokenOrder.audience) ?? TokenOrder.usualAudience,
            lifetime: TokenOrder.lifetime.fallback)
        let name = try invocation(name)
        let server = try server(invocation)
        let attested = try EnclaveLogin(invocation, server: server)
        let cluster = try cluster(invocation, order, server, attested)
        let user = try user(invocation)
        guard let path = try invocation(kubeconfig) ?? Kubeconfig.paths(invocation.environment).first else {
            throw CommandFailure("there is no $HOME to look in: name the file with --kubeconfig", .usage)
        }
        let isCurrent = try invocation(isCurrent)
        try KubeconfigFile.change(path) { config in
            config.put(cluster, named: name, in: .clusters)
            config.put(user, named: name, in: .users)
            config.put(.mapping([("cluster", .text(name)), ("user", .text(name))]), named: name, in: .contexts)
            if isCurrent { config.use(name) }
        }
        let report = Report.of(
            ("kubeconfig", .text(path)), ("context", .text(name)), ("cluster", .text(order.cluster.description)),
            ("audience", .text(order.audience)))
        guard let attested else { return report }
        return report.joined(
            with: .of(("enclave", .text(attested.enclave.moduleID)), ("root", .text(attested.root))))
    }

    private static func clusterID(_ invocation: Invocation) throws(CommandFailure) -> Address {
        try TokenOrder(invocation, ExecInfo()).cluster
    }

    private static func server(_ invocation: Invocation) throws(CommandFailure) -> String {
        guard let server = try invocation(server) else { throw CommandFailure("--server must be given", .usage) }
        let host = server.dropFirst("https://".count).prefix { $0 != "/" }
        guard server.hasPrefix("https://"), !host.isEmpty, !server.contains(where: { " @?#\\".contains($0) }) else {
            throw CommandFailure(
                "--server must be https://HOST[:PORT]: a token must not travel in the open", .usage)
        }
        return server
    }

    private static func cluster(
        _ invocation: Invocation, _ order: TokenOrder, _ server: String, _ attested: EnclaveLogin?
    ) throws(CommandFailure) -> YAMLNode {
        var entries: [(String, YAMLNode)] = [("server", .text(server))]
        var authorities = attested?.authority
        if let path = try invocation(authority) {
            guard attested == nil else {
                throw CommandFailure("--certificate-authority: with --attested the enclave says which it is", .usage)
            }
            authorities = try certificates(path)
        }
        if let authorities {
            entries.append(("certificate-authority-data", .text(Base64.encode(authorities))))
        }
        let config = YAMLNode.mapping([
            ("audience", .text(order.audience)), ("clusterId", .text(order.cluster.description)),
        ])
        let named = YAMLNode.mapping([("name", .text(ExecInfo.extension)), ("extension", config)])
        entries.append(("extensions", YAMLNode(content: .sequence([named]))))
        return .mapping(entries)
    }

    private static func certificates(_ path: String) throws(CommandFailure) -> [UInt8] {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: maximumAuthority) } catch {
            throw CommandFailure(path, error)
        }
        guard isPublic(contents.bytes) else {
            throw CommandFailure("\(path): certificates in PEM are expected, and nothing else", .configuration)
        }
        return contents.bytes
    }

    /// Whether a text holds certificates and no key.
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE KEY-----")
    }

    private static func user(_ invocation: Invocation) throws(CommandFailure) -> YAMLNode {
        let program = try invocation(program)
        guard program.hasPrefix("/") || !program.contains("/") else {
            throw CommandFailure("--command must be a name or an absolute path", .usage)
        }
        var words = ["token"]
        // kubectl may be called from anywhere.
        for setting in [Flags.walletFile, Flags.passwordFile] {
            let path = try given(setting, invocation).isEmpty ? nil : try invocation(setting)
            guard path?.hasPrefix("/") ?? true else {
                throw CommandFailure("\(setting.flag) must be an absolute path, for kubectl to find it", .usage)
            }
        }
        // What is not found now is not found then.
        _ = try SignerCommand(invocation)
        words += try given(Flags.walletFile, invocation) + given(Flags.key, invocation)
        words += try given(Flags.passwordFile, invocation) + given(Flags.signerCommand, invocation)
        words += try given(Flags.address, invocation)
        return .mapping([
            (
                "exec",
                .mapping([
                    ("apiVersion", .text(ExecInfo.Version.v1.rawValue)), ("command", .text(program)),
                    ("args", YAMLNode(content: .sequence(words.map { .text($0) }))), ("installHint", .text(hint)),
                    ("interactiveMode", .text("IfAvailable")), ("provideClusterInfo", .flag(true)),
                ])
            )
        ])
    }

    /// A flag as it was given, for the call that kubectl will make; what a shell exported is there then, too.
    private static func given<Value>(
        _ setting: Setting<Value?>, _ invocation: Invocation
    ) throws(CommandFailure) -> [String] {
        guard let value = try invocation(setting), case .flag = invocation.resolve(setting).source else { return [] }
        return ["\(setting.flag)=\(value)"]
    }
}
