// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Testing

@testable import SealCommands

/// What kubectl itself makes of the file is in Tests/Peers.
@Suite(.timeLimit(.minutes(10))) struct LoginTests {
    private static let foreign = """
        # mine
        apiVersion: v1
        kind: Config
        preferences: {colors: true}
        clusters:
        - {name: a, cluster: {server: "https://a:6443", extensions: [{name: x, extension: {num: 1.50, s: "yes"}}]}}
        users:
        - name: a
          user: {token: "12345", as-groups: [], unknown: 0x10}
        contexts:
        - {name: a, context: {cluster: a, user: a, namespace: "on"}}
        current-context: a
        mine: {kept: [1, null]}

        """

    @Test func `a kubeconfig is begun where there is none`() throws {
        let world = try TokenWorld()
        let outcome = world.plugin("login", "--server", "https://k3s.example:6443", "--set-current")
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let id = "0x" + String(repeating: "0", count: 62) + "c1"
        #expect(
            try world.text(".kube/config") == """
                apiVersion: "v1"
                kind: "Config"
                preferences: {}
                clusters:
                  - name: "k3s-daas"
                    cluster:
                      server: "https://k3s.example:6443"
                      extensions:
                        - name: "client.authentication.k8s.io/exec"
                          extension:
                            audience: "k3s"
                            clusterId: "\(id)"
                users:
                  - name: "k3s-daas"
                    user:
                      exec:
                        apiVersion: "client.authentication.k8s.io/v1"
                        command: "kubectl-seal"
                        args:
                          - "token"
                        installHint: "kubectl-seal signs tokens for this cluster. It comes with k3s-daas: put it into a folder of $PATH."
                        interactiveMode: "IfAvailable"
                        provideClusterInfo: true
                contexts:
                  - name: "k3s-daas"
                    context:
                      cluster: "k3s-daas"
                      user: "k3s-daas"
                current-context: "k3s-daas"

                """)
        #expect(try FileStatus.of(world.folder + "/.kube/config").permissions == 0o600)
        #expect(access(world.folder + "/.kube/config.lock", F_OK) != 0)
    }

    @Test func `everything else in the file is kept, and what has our names is replaced once`() throws {
        let world = try TokenWorld()
        let path = world.write("config", Self.foreign, mode: 0o644)
        func login(_ more: String...) -> CommandOutcome {
            KubectlSeal.run(
                ["login", "--server", "https://b:6443", "--kubeconfig", path, "--name", "b"] + more,
                environment: ["HOME": world.folder], console: Terminal.console)
        }
        #expect(login().exit == .ok)
        let first = try world.text("config")
        #expect(first.contains(#"- name: a"#) && first.contains("num: 1.50") && first.contains("unknown: 0x10"))
        #expect(first.contains(#"namespace: "on""#) && first.contains("current-context: a") && first.contains("- null"))
        #expect(try FileStatus.of(path).permissions == 0o600)
        // Twice is once.
        #expect(login().exit == .ok)
        #expect(try world.text("config") == first)
        // kubectl refuses a name that stands twice; ours stands once afterwards.
        let twice = first.replacing(
            "contexts:\n", with: "contexts:\n  - {name: b, context: {cluster: old, user: old}}\n")
        _ = world.write("config", twice)
        #expect(login("--audience", "prod").exit == .ok)
        let third = try world.text("config")
        #expect(!third.contains("cluster: old") && third.contains(#"audience: "prod""#))
        #expect(third.split(separator: "\n").filter { $0.hasPrefix("  - name: \"b\"") }.count == 3)
    }

    @Test func `certificates and the key that signs go into the file, and no secret does`() throws {
        let world = try TokenWorld()
        let authority = world.write(
            "ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", mode: 0o644)
        let outcome = world.plugin(
            "login", "--server", "https://b", "--certificate-authority", authority, "--key", "me", "--command",
            "/opt/kubectl-seal", "--address", "0x1", environment: ["K3S_DAAS_PASSWORD_FILE": "/from/the/shell"])
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let text = try world.text(".kube/config")
        // base64 ca.crt
        #expect(
            text.contains(
                "certificate-authority-data: \"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=\""
            ))
        #expect(text.contains("- \"--key=me\"") && text.contains("command: \"/opt/kubectl-seal\""))
        #expect(text.contains("- \"--address=0x0") && !text.contains("/from/the/shell"))
    }

    @Test(
        arguments: [
            ("x: &a 1\ny: *a", "anchors are not allowed"), ("a: 1\n---\nb: 2", "document"),
            ("- 1", "a kubeconfig is a mapping"),
            ("clusters: {}", "must be a list"), ("users: [1]", "must have a name"),
            ("contexts: [{context: {}}]", "must have a name"),
            ("a: [", "config:"), ("a: 1\na: 2", "stands twice"),
        ] as [(String, String)])
    func `a file that cannot be kept whole is left as it is`(_ text: String, _ reason: String) throws {
        let world = try TokenWorld()
        let path = world.write("config", text, mode: 0o644)
        let outcome = world.plugin("login", "--server", "https://b", "--kubeconfig", path)
        #expect(outcome.exit == .configuration && outcome.messages.contains(reason), "\(outcome.messages)")
        #expect(try world.text("config") == text && FileStatus.of(path).permissions == 0o644)
        #expect(access(path + ".lock", F_OK) != 0)
    }

    @Test func `an empty file is begun, a link leads to the file, and another's lock is respected`() throws {
        let world = try TokenWorld()
        let path = world.write("config", "")
        #expect(symlink("config", world.folder + "/link") == 0)
        let outcome = world.plugin(
            "login", "--server", "https://b", environment: ["KUBECONFIG": world.folder + "/link:/other"])
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        #expect(try world.text("config").contains("k3s-daas"))
        var status = stat()
        #expect(lstat(world.folder + "/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        let before = try world.text("config")
        _ = world.write("config.lock", "")
        let locked = world.plugin("login", "--server", "https://c", "--kubeconfig", path)
        #expect(locked.exit == .temporary && locked.messages.contains("remove it"))
        #expect(try world.text("config") == before && access(path + ".lock", F_OK) == 0)
    }

    @Test(
        arguments: [
            ([], "--server must be given"), (["--server", "http://b"], "travel in the open"),
            (["--server", "https://"], "must be https"), (["--server", "https://u:p@b"], "must be https"),
            (["--server", "https://b", "--command", "./x"], "absolute path"),
            (["--server", "https://b", "--certificate-authority", "/etc/hostname"], "certificates in PEM"),
            (["--server", "https://b", "--certificate-authority", "/nowhere"], "No such file"),
            (["--server", "https://b", "--cluster-file", "/nowhere"], "--cluster-id"),
            (["--server", "https://b", "--wallet-file", "wallet"], "absolute path"),
            (["--server", "https://b", "--password-file", "./password"], "absolute path"),
            (["--server", "https://b", "--signer-command", "./sign"], "neither the absolute path"),
            (["--server", "https://b", "--kubeconfig", "/dev/null/x"], "Not a directory"),
        ] as [([String], String)])
    func `what is wrong is said before anything is written`(_ flags: [String], _ reason: String) throws {
        let world = try TokenWorld()
        let outcome = KubectlSeal.run(["login"] + flags, environment: ["HOME": world.folder], console: Terminal.console)
        #expect(outcome.exit != .ok && outcome.messages.contains(reason), "\(outcome.messages)")
        #expect(access(world.folder + "/.kube/config", F_OK) != 0)
    }
}
