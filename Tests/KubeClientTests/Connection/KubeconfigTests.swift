// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Glibc
import Kernel
import TestSupport
import Testing

@testable import KubeClient

/// A folder with files of the test's choice.
private final class Files {
    let path: String

    init() throws {
        var template = Array("/tmp/kubeconfig-test-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { _ = try? ChildProcess.ask("/bin/rm", ["-rf", path], input: [UInt8]().span) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let file = path + "/" + name
        let bytes = Array(text.utf8)
        try FileReplacement.write(bytes.span, to: file, readers: .owner)
        try #require(chmod(file, mode) == 0)
        return file
    }
}

@Suite struct KubeconfigTests {
    private static func text(_ cluster: String, _ user: String, context: String = "") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: here
        preferences: {}
        clusters:
        - name: other
          cluster: {server: "https://other:6443"}
        - name: c
          cluster: {\(cluster)}
        users:
        - name: u
          user: {\(user)}
        contexts:
        - name: here
          context: {cluster: c, user: u\(context)}
        - name: elsewhere
          context: {cluster: other}
        - name: nowhere
          context: {cluster: gone, user: u}
        - name: nobody
          context: {cluster: c, user: gone}
        - name: empty
          context: {}
        """
    }

    private static let server = "server: https://127.0.0.1:6443"

    private static func read(
        _ text: String, context: String? = nil, mode: mode_t = 0o600
    ) throws -> KubeConfiguration {
        let files = try Files()
        return try KubeConfiguration.kubeconfig(try files.write("config", text, mode: mode), context: context)
    }

    private static func problem(_ text: String, context: String? = nil, mode: mode_t = 0o600) throws -> Problem? {
        let files = try Files()
        let path = try files.write("config", text, mode: mode)
        do throws(ConfigurationError) {
            _ = try KubeConfiguration.kubeconfig(path, context: context)
            return nil
        } catch { return error.problems.first }
    }

    // As k3s writes /etc/rancher/k3s/k3s.yaml.
    @Test func `authority, certificate and key stand in the file`() throws {
        let text = Self.text(
            "\(Self.server), certificate-authority-data: \(Base64.encode(Array("ca".utf8)))",
            "client-certificate-data: \(Base64.encode(Array("cert".utf8))), client-key-data: \(Base64.encode(Array("key".utf8)))",
            context: ", namespace: team-a")
        let read = try Self.read(text)
        #expect(read.server == "https://127.0.0.1:6443" && read.namespace == "team-a")
        guard case .pem(let authorities) = read.authorities, case .held = read.credentials else {
            Issue.record("something else was read")
            return
        }
        #expect(authorities == Array("ca".utf8))
    }

    @Test func `files are looked for beside the kubeconfig`() throws {
        let files = try Files()
        let text = Self.text(
            "\(Self.server), certificate-authority: pki/ca.crt", "client-certificate: /etc/c.crt, client-key: c.key")
        let read = try KubeConfiguration.kubeconfig(try files.write("config", text))
        guard case .file(let authority) = read.authorities, case .files(let certificate, let key) = read.credentials
        else {
            Issue.record("something else was read")
            return
        }
        #expect(authority == files.path + "/pki/ca.crt")
        #expect(certificate == "/etc/c.crt" && key == files.path + "/c.key")
    }

    @Test func `a token, or a file with one`() throws {
        guard case .token(let token) = try Self.read(Self.text(Self.server, "token: abc")).credentials else {
            Issue.record("something else was read")
            return
        }
        #expect(token.header == "Bearer abc")
        let file = try Self.read(Self.text(Self.server, "token: abc, tokenFile: /run/token")).credentials
        guard case .tokenFile("/run/token") = file else {
            Issue.record("something else was read")
            return
        }
    }

    @Test func `another context is another cluster, and nobody`() throws {
        let read = try Self.read(Self.text(Self.server, "token: abc"), context: "elsewhere")
        guard case .none = read.credentials, case .system = read.authorities else {
            Issue.record("something else was read")
            return
        }
        #expect(read.server == "https://other:6443")
    }

    static let refused: [(key: String, cluster: String, user: String)] = [
        ("insecure-skip-tls-verify", "\(server), insecure-skip-tls-verify: true", "token: secret-1"),
        ("insecure-skip-tls-verify", "\(server), insecure-skip-tls-verify: yes", "token: secret-1"),
        ("insecure-skip-tls-verify", "\(server), insecure-skip-tls-verify: {}", "token: secret-1"),
        ("proxy-url", "\(server), proxy-url: http://secret-1@proxy", "token: a"),
        ("tls-server-name", "\(server), tls-server-name: x", "token: a"),
        ("exec", server, "exec: {command: aws, args: [secret-1]}"),
        ("auth-provider", server, "auth-provider: {name: gcp, config: {x: secret-1}}"),
        ("username", server, "username: a, password: secret-1"), ("password", server, "password: secret-1"),
        ("as", server, "token: secret-1, as: root"),
        ("as-groups", server, "token: secret-1, as-groups: [system:masters]"),
        ("as-uid", server, "token: secret-1, as-uid: x"),
        ("as-user-extra", server, "token: secret-1, as-user-extra: {a: [b]}"),
        ("server", "server: http://k3s.example:6443", "token: secret-1"), ("server", "x: y", "token: secret-1"),
        ("server", "server: https://secret-1@k3s.example", "token: secret-1"),
        ("token", server, "token: secret 1"),
        ("token", server, "token: secret-1, client-certificate: a, client-key: b"),
        ("client-key", server, "client-certificate: secret-1"), ("client-key", server, "client-key: secret-1"),
        ("client-key", server, "client-certificate-data: YWJj, client-key: secret-1"),
        ("client-key", server, "client-certificate: secret-1, client-key-data: YWJj"),
        ("client-key-data", server, "client-certificate-data: YWJj, client-key-data: secret-1"),
        ("certificate-authority-data", "\(server), certificate-authority-data: secret-1", "token: a"),
        ("client-certificate-data", server, "client-certificate-data: secret-1, client-key-data: YWJj"),
    ]

    @Test(arguments: refused)
    func `what weakens, starts programs, or cannot be, is refused by name, and not repeated`(
        _ key: String, _ cluster: String, _ user: String
    ) throws {
        let problem = try #require(try Self.problem(Self.text(cluster, user)))
        #expect(problem.key == key)
        #expect(!problem.description.contains("secret"))
    }

    @Test func `a check that is not switched off may be named`() throws {
        _ = try Self.read(Self.text("\(Self.server), insecure-skip-tls-verify: false", "token: a"))
    }

    @Test(arguments: [("nowhere", "clusters"), ("nobody", "users"), ("empty", "cluster"), ("unknown", "contexts")])
    func `a context must be whole`(_ context: String, _ key: String) throws {
        #expect(try Self.problem(Self.text(Self.server, "token: a"), context: context)?.key == key)
    }

    @Test func `a current context must be named`() throws {
        let text = "apiVersion: v1\nkind: Config\nclusters: []\n"
        #expect(try Self.problem(text)?.key == "current-context")
        #expect(try Self.problem("current-context: a")?.key == "contexts")
    }

    @Test func `what stands twice is not chosen from`() throws {
        let text = Self.text(Self.server, "token: a")
            .replacing(
                "- name: other\n  cluster: {server: \"https://other:6443\"}",
                "- name: c\n  cluster: {server: \"https://other:6443\"}")
        #expect(try Self.problem(text)?.key == "clusters")
    }

    @Test(arguments: [
        ("token: a", "token"), ("client-certificate-data: YWJj, client-key-data: YWJj", "client-key-data"),
    ]) func `a secret that others can read is none`(_ user: String, _ key: String) throws {
        for mode: mode_t in [0o640, 0o604, 0o620, 0o602, 0o644] {
            #expect(try Self.problem(Self.text(Self.server, user), mode: mode)?.key == key)
        }
        #expect(try Self.problem(Self.text(Self.server, user), mode: 0o400) == nil)
    }

    @Test func `a file without a secret may be read by others`() throws {
        #expect(try Self.problem(Self.text(Self.server, "client-certificate: a, client-key: b"), mode: 0o644) == nil)
    }

    @Test func `a namespace must be a name`() throws {
        let text = Self.text(Self.server, "token: a", context: ", namespace: ../x")
        #expect(try Self.problem(text)?.key == "namespace")
    }

    @Test func `a file that is not there, or is none, says so`() throws {
        #expect(throws: ConfigurationError.self) { _ = try KubeConfiguration.kubeconfig("/nowhere/config") }
        #expect(throws: ConfigurationError.self) { _ = try Self.read("{") }
    }

    private static func account(token: String? = "abc", namespace: String? = "k3s-daas-system") throws -> Files {
        let files = try Files()
        if let token { _ = try files.write("token", token, mode: 0o644) }
        if let namespace { _ = try files.write("namespace", namespace) }
        return files
    }

    @Test func `a pod finds its apiserver and its account`() throws {
        let files = try Self.account()
        let read = try KubeConfiguration.inCluster(
            ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443"], folder: files.path)
        #expect(read.server == "https://10.43.0.1:443" && read.namespace == "k3s-daas-system")
        guard case .tokenFile(let token) = read.credentials, case .file(let authority) = read.authorities else {
            Issue.record("something else was read")
            return
        }
        #expect(token == files.path + "/token" && authority == files.path + "/ca.crt")
        let six = try KubeConfiguration.inCluster(
            ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"], folder: files.path)
        #expect(six.server == "https://[fd00::1]:443")
    }

    @Test(arguments: [
        [:], ["KUBERNETES_SERVICE_HOST": "10.43.0.1"], ["KUBERNETES_SERVICE_PORT": "443"],
        ["KUBERNETES_SERVICE_HOST": "", "KUBERNETES_SERVICE_PORT": "443"],
        ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "0"],
        ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "65536"],
        ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443/x"],
        ["KUBERNETES_SERVICE_HOST": "a@b", "KUBERNETES_SERVICE_PORT": "443"],
    ]) func `what is no pod is told so`(_ environment: [String: String]) throws {
        let files = try Self.account()
        #expect(throws: ConfigurationError.self) {
            _ = try KubeConfiguration.inCluster(environment, folder: files.path)
        }
    }

    @Test func `a pod needs a token, and may do without a namespace`() throws {
        let environment = ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        let without = try Self.account(token: nil)
        #expect(throws: ConfigurationError.self) {
            _ = try KubeConfiguration.inCluster(environment, folder: without.path)
        }
        for name in [nil, "../x", ""] as [String?] {
            let files = try Self.account(namespace: name)
            #expect(try KubeConfiguration.inCluster(environment, folder: files.path).namespace == nil)
        }
    }
}
