// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import HTTPClient

/// Reads what a context of a kubeconfig says of cluster and user, once.
struct KubeconfigReader {
    /// What only kubectl can do, or nobody should, by where it stands.
    private static let refused: [(list: String, key: String, reason: String)] = [
        ("cluster", "proxy-url", "a proxy is not used: name the apiserver itself"),
        ("cluster", "tls-server-name", "the apiserver's certificate must name the host in server"),
        ("user", "exec", "no program is started for credentials: give the user a certificate or a token"),
        ("user", "auth-provider", "is no longer known to kubectl either: give the user a certificate or a token"),
        ("user", "username", "an apiserver takes no passwords: give the user a certificate or a token"),
        ("user", "password", "an apiserver takes no passwords: give the user a certificate or a token"),
        ("user", "as", "nobody is impersonated throughout: name a user who may do it"),
        ("user", "as-uid", "nobody is impersonated throughout: name a user who may do it"),
        ("user", "as-groups", "nobody is impersonated throughout: name a user who may do it"),
        ("user", "as-user-extra", "nobody is impersonated throughout: name a user who may do it"),
    ]

    private let document: YAMLDocument
    private let folder: String
    private let isPrivate: Bool

    /// Reads a document; `isPrivate` says whether its owner alone may read the file.
    init(_ document: YAMLDocument, path: String, isPrivate: Bool) {
        self.document = document
        self.isPrivate = isPrivate
        folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    func configuration(_ wanted: String?) throws(Problem) -> KubeConfiguration {
        guard let name = wanted ?? Self.scalar(document.root.descendant(["current-context"])) else {
            throw wrong(document.root, "current-context", .missing, "names no context")
        }
        let context = try named(name, in: "contexts", "context")
        guard let clusterName = Self.scalar(context.descendant(["cluster"])) else {
            throw wrong(context, "cluster", .missing, "the context names no cluster")
        }
        let cluster = try named(clusterName, in: "clusters", "cluster")
        var user: YAMLNode?
        if let name = Self.scalar(context.descendant(["user"])) { user = try named(name, in: "users", "user") }
        for (list, key, reason) in Self.refused {
            if let node = (list == "user" ? user : cluster)?.descendant([key]), !node.isNull {
                throw wrong(node, key, .conflict, reason)
            }
        }
        let unchecked = cluster.descendant(["insecure-skip-tls-verify"])
        if let unchecked, Self.scalar(unchecked) != "false" {
            throw wrong(
                unchecked, "insecure-skip-tls-verify", .conflict,
                "the apiserver's certificate is always checked: name its authority")
        }
        let namespace = context.descendant(["namespace"])
        if let namespace, Self.scalar(namespace).map({ !KubeName.isLabel($0) }) ?? false {
            throw wrong(namespace, "namespace", .invalidValue, "is no namespace's name")
        }
        let configuration = KubeConfiguration(
            server: Self.scalar(cluster.descendant(["server"])) ?? "", authorities: try authorities(cluster),
            credentials: try user.map { user throws(Problem) in try credentials(user) } ?? .none,
            namespace: Self.scalar(namespace))
        guard let configuration else {
            throw wrong(
                cluster, "server", .invalidValue,
                "must be https://HOST[:PORT]: plain text is spoken to this machine alone")
        }
        return configuration
    }

    private func authorities(_ cluster: YAMLNode) throws(Problem) -> KubeConfiguration.Authorities {
        if let bytes = try data("certificate-authority-data", of: cluster) { return .pem(bytes) }
        return Self.scalar(cluster.descendant(["certificate-authority"])).map { .file(placed($0)) } ?? .system
    }

    private func credentials(_ user: YAMLNode) throws(Problem) -> KubeConfiguration.Credentials {
        let file = { (key: String) in Self.scalar(user.descendant([key])).map { placed($0) } }
        let certificate = try data("client-certificate-data", of: user)
        let key = try data("client-key-data", of: user)
        let hasCertificate = certificate != nil || file("client-certificate") != nil
        let hasToken = Self.scalar(user.descendant(["token"])) != nil || file("tokenFile") != nil
        guard !hasCertificate || !hasToken else {
            throw wrong(user, "token", .conflict, "stands beside a certificate: one of them is to say who we are")
        }
        if let path = file("tokenFile") { return .tokenFile(path) }
        if let node = user.descendant(["token"]), let text = Self.scalar(node) {
            try needPrivacy(node, "token")
            guard let token = KubeToken(text) else { throw wrong(node, "token", .invalidValue, "is no token") }
            return .token(token)
        }
        switch (certificate, file("client-certificate"), key, file("client-key")) {
        case (nil, nil, nil, nil): return .none
        case (let certificate?, _, let key?, _): return .held(ClientIdentity(certificate: certificate, key: key))
        case (nil, let certificate?, nil, let key?): return .files(certificate: certificate, key: key)
        default:
            throw wrong(
                user, "client-key", .conflict,
                "certificate and key must both be there, and both as data or both as files")
        }
    }

    /// What stands in the file in Base64.
    private func data(_ key: String, of node: YAMLNode) throws(Problem) -> [UInt8]? {
        guard let value = node.descendant([key]), let text = Self.scalar(value) else { return nil }
        if key == "client-key-data" { try needPrivacy(value, key) }
        // YAML may fold a long text into lines.
        let digits = text.utf8.filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        guard let bytes = Base64.decode(digits.span, .standard), !bytes.isEmpty else {
            throw wrong(value, key, .invalidValue, "is no Base64")
        }
        return bytes
    }

    private func needPrivacy(_ node: YAMLNode, _ key: String) throws(Problem) {
        guard isPrivate else {
            throw wrong(node, key, .conflict, "others than its owner may read or change the file; chmod 600 helps")
        }
    }

    /// As kubectl reads it: below the folder of the file that names it.
    private func placed(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

    private func named(_ name: String, in list: String, _ key: String) throws(Problem) -> YAMLNode {
        guard let node = document.root.descendant([list]), case .sequence(let items) = node.content else {
            throw wrong(document.root, list, .missing, "must be a list")
        }
        let found = items.filter { Self.scalar($0.descendant(["name"])) == name }
        guard found.count == 1, let thing = found.first?.descendant([key]), case .mapping = thing.content else {
            throw wrong(node, list, .invalidValue, "must hold what the context is made of, and once")
        }
        return thing
    }

    private static func scalar(_ node: YAMLNode?) -> String? {
        guard let node, case .scalar(let text, _) = node.content, !node.isNull, !text.isEmpty else { return nil }
        return text
    }

    /// What is wrong, without a word of what stands there.
    private func wrong(_ node: YAMLNode, _ key: String, _ code: Problem.Code, _ reason: String) -> Problem {
        Problem(code, at: .file(document.name, node.position), key: key, reason)
    }
}
