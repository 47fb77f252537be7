// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import PolicyFile
internal import Wiring

/// What a server's files and processes say; nothing is changed, and of private keys nothing is read.
struct ServerMachine {
    /// Where the machine's own root is: empty, or a folder in which a machine lies.
    let root: String

    private static let limit = 1 << 20
    private static let folder = "/etc/k3s-daas"
    private static let k3sFolder = "/etc/rancher/k3s"

    /// The apiserver's process, if there is one on this machine.
    let process: ApiserverCommandLine?
    /// What `sealctl wire` was asked for, if it was.
    let plan: Seen<WiringPlan>
    /// Our server's configuration.
    let configuration: Seen<YAMLNode>

    /// Looks around.
    init(root: String, now: WallTime) {
        self.root = root
        process = ApiserverCommandLine.find(in: root + "/proc")
        plan = Self.plan(root, now)
        configuration = Self.yaml("\(root)\(Self.folder)/webhook-server.yaml")
    }

    /// Whether this machine is a server at all.
    var isServer: Bool {
        if process != nil { return true }
        if case .skipped = configuration, case .skipped = plan { return false }
        return true
    }

    /// How things on a server are when nothing says otherwise.
    static let elsewhere = "this machine is no server: run it there as root, `sudo sealctl doctor`"

    // MARK: Ours

    private static func plan(_ root: String, _ now: WallTime) -> Seen<WiringPlan> {
        let path = "\(root)\(folder)/wiring/plan.yaml"
        return bytes(path).flatMap { bytes in
            do throws(ConfigurationError) {
                var plan = try WiringPlan(yaml: bytes.span, name: path)
                plan.policy = try share(plan, root, now)
                return .seen(plan)
            } catch { return .unseen(error.description, fix: "sudo sealctl wire k3s --check") }
        }
    }

    private static func share(
        _ plan: WiringPlan, _ root: String, _ now: WallTime
    ) throws(ConfigurationError) -> PolicyShare {
        guard let file = plan.policyFile else { return PolicyShare() }
        return PolicyShare(try PolicyFile.read(root + file, now: now).policy)
    }

    private func text(_ path: String...) -> String? { configuration.value?.descendant(path)?.scalar }

    /// Where our server listens.
    var listener: String { text("listenAddress") ?? "127.0.0.1:\(plan.value?.listenPort ?? 8443)" }

    /// Where it says how it is.
    var operations: String {
        let variables = ServerVariables(Self.bytes("\(root)\(Self.folder)/webhook-server.env").value ?? [])
        return variables.operations?.description ?? text("opsAddress") ?? "127.0.0.1:\(plan.value?.opsPort ?? 9090)"
    }

    /// Whether callers must show a certificate.
    var asksForCertificates: Bool { text("clientAuth", "mode") ?? "required" == "required" }

    /// The common names of callers that it lets in.
    var subjectNames: [String] { configuration.value?.descendant(["clientAuth", "subjectNames"])?.texts ?? [] }

    /// Whom its tokens are for; empty for what is built in.
    var audiences: [String] { configuration.value?.descendant(["audiences"])?.texts ?? [] }

    /// The authority that the apiserver was told to trust: by the file that it was given, else where `sealctl wire` puts it.
    func authorities(_ flags: Seen<ApiserverFlags>) -> Seen<[ShownCertificate]> {
        let named = tokenCluster(flags)?["certificate-authority"]?.scalar
        return Self.certificates("\(root)\(named ?? "\(Self.folder)/pki/ca.crt")")
    }

    /// Whom our server lets in.
    var clientAuthorities: Seen<[ShownCertificate]> {
        Self.certificates("\(root)\(text("clientAuth", "caFile") ?? "\(Self.folder)/pki/ca.crt")")
    }

    /// What the apiserver shows us.
    func clientCertificate(_ flags: Seen<ApiserverFlags>) -> Seen<ShownCertificate> {
        let named = tokenKubeconfig(flags)?["users"]?.items.first?["user", "client-certificate"]?.scalar
        let path = "\(root)\(named ?? "\(Self.folder)/pki/client.crt")"
        return Self.certificates(path).map { $0[0] }
    }

    /// The host by which the apiserver asks us.
    func host(_ flags: Seen<ApiserverFlags>) -> String {
        let url = tokenCluster(flags)?["server"]?.scalar ?? "https://\(listener)"
        return Self.host(of: url)
    }

    /// The host in a URL, without brackets.
    static func host(of url: String) -> String {
        let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    private func tokenKubeconfig(_ flags: Seen<ApiserverFlags>) -> YAMLNode? {
        guard let path = flags.value?["authentication-token-webhook-config-file"] else { return nil }
        return Self.yaml(root + path).value
    }

    private func tokenCluster(_ flags: Seen<ApiserverFlags>) -> YAMLNode? {
        tokenKubeconfig(flags)?["clusters"]?.items.first?["cluster"]
    }

    /// What is to stand in the cluster, as it would be rendered for this server now.
    func manifests(_ authorities: [UInt8]?) -> [YAMLNode] {
        guard let plan = plan.value, let authorities else { return [] }
        guard let files = try? Wiring(plan, authorities: authorities).files() else { return [] }
        // Kinds tell them from the rest, which is not for the cluster.
        return files.filter { $0.path.hasSuffix(".yaml") && !$0.isSecret }.flatMap { Self.documents($0.contents) }
    }

    /// The text of the authority's file.
    func authorityText(_ flags: Seen<ApiserverFlags>) -> [UInt8]? {
        let named = tokenCluster(flags)?["certificate-authority"]?.scalar
        return Self.bytes("\(root)\(named ?? "\(Self.folder)/pki/ca.crt")").value
    }

    /// The documents of a text with several of them; what cannot be read is left out.
    static func documents(_ bytes: [UInt8]) -> [YAMLNode] {
        var texts: [[Substring]] = [[]]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "---" { texts.append([]) } else { texts[texts.count - 1].append(line) }
        }
        return texts.compactMap { lines in
            let bytes = Array(lines.joined(separator: "\n").utf8)
            return try? YAMLDocument.parse(bytes.span, name: "manifest").root
        }
    }

    // MARK: The apiserver's

    /// What the apiserver on this machine was told.
    var flags: Seen<ApiserverFlags> {
        guard let process else {
            return isServer
                ? .unseen(
                    "there is no apiserver among the processes: it does not run, or only root may see it",
                    fix: "sudo sealctl doctor")
                : .skipped(Self.elsewhere)
        }
        guard process.isK3s else {
            return .seen(ApiserverFlags(arguments: process.arguments, origin: "its command line"))
        }
        return K3sConfiguration.flags(in: root + Self.k3sFolder, arguments: process.arguments)
    }

    /// Those of the files that flags name which cannot be read.
    func missingFiles(_ flags: Seen<ApiserverFlags>) -> [String] {
        let names = [
            "authentication-token-webhook-config-file", "admission-control-config-file", "authorization-config",
        ]
        return names.compactMap { flags.value?[$0] }.filter { path in
            (try? FileContents.check(root + path, limit: Self.limit)) == nil
        }
    }

    /// The proxy's variables of the apiserver's process.
    var proxies: Seen<[String: String]> {
        guard let process else { return .skipped("no apiserver runs on this machine") }
        return Self.bytes("\(root)/proc/\(process.number)/environ").map { bytes in
            var variables: [String: String] = [:]
            for entry in bytes.split(separator: 0) {
                let text = String(decoding: entry, as: UTF8.self)
                guard let equals = text.firstIndex(of: "=") else { continue }
                let name = String(text[..<equals])
                if ProxyCheck.names.contains(name) { variables[name] = String(text[text.index(after: equals)...]) }
            }
            return variables
        }
    }

    // MARK: Files

    static func bytes(_ path: String) -> Seen<[UInt8]> {
        do throws(FileError) { return .seen(try FileContents.read(path, limit: limit).bytes) } catch {
            if case .system(let reason) = error, reason.isMissing { return .skipped("\(path) is not there") }
            return .unseen("\(path): \(error.description)", fix: "sudo sealctl doctor")
        }
    }

    static func yaml(_ path: String) -> Seen<YAMLNode> {
        bytes(path).flatMap { bytes in
            do throws(ConfigurationError) { return .seen(try YAMLDocument.parse(bytes.span, name: path).root) } catch {
                if error.problems.map(\.code) == [.empty] { return .skipped("\(path) is empty") }
                return .unseen(error.description)
            }
        }
    }

    /// The certificates in a file, one at least.
    private static func certificates(_ path: String) -> Seen<[ShownCertificate]> {
        bytes(path).flatMap { bytes in
            let all = ShownCertificate.all(in: bytes)
            return all.isEmpty
                ? .unseen("there is no certificate in \(path)", fix: "sudo sealctl wire k3s") : .seen(all)
        }
    }
}
