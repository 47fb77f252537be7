// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) final class WireCommandTests {
    private static let console = Console(
        askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false }, holdEnd: { {} })
    // No certificate, but in the form of one: nothing here looks into it.
    private static let authority = "-----BEGIN CERTIFICATE-----\nAAECAwQF\n-----END CERTIFICATE-----\n"

    private let folder: String

    init() throws {
        var template = Array("/tmp/wire-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        try write("ca.crt", Self.authority)
    }

    deinit { _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder], input: [UInt8]().span) }

    private func write(_ name: String, _ text: String) throws {
        let bytes = Array(text.utf8)
        try FileReplacement.write(bytes.span, to: "\(folder)/\(name)", readers: .everybody)
    }

    private func run(_ words: String..., environment: [String: String] = [:]) -> CommandOutcome {
        Sealctl.run(["wire"] + words, environment: environment, console: Self.console)
    }

    @Test func `an apiserver's flags are printed, a line each`() {
        let outcome = run("kube-apiserver", "--trusted-node", "server-1", "--folder", "/opt/k3s-daas", "--authorizer")
        #expect(outcome.exit == .ok)
        #expect(
            outcome.output == """
                --authentication-token-webhook-config-file=/opt/k3s-daas/wiring/token-webhook.yaml
                --authentication-token-webhook-version=v1
                --authentication-token-webhook-cache-ttl=10s
                --admission-control-config-file=/opt/k3s-daas/wiring/admission.yaml
                --authorization-config=/opt/k3s-daas/wiring/authorization.yaml

                """)
    }

    @Test func `all files of a k3s server are written below a folder`() throws {
        let out = "\(folder)/out"
        let outcome = run("k3s", "--out", out, "--ca-file", "\(folder)/ca.crt", "--trusted-node", "server-1")
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        let server = try FileStatus.of("\(out)/etc/k3s-daas/webhook-server.yaml")
        #expect(server.isPrivate)
        let manifests = try FileStatus.of("\(out)/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml")
        #expect(manifests.isWorldReadable && !manifests.isWorldWritable)
        #expect(outcome.output.contains("/etc/rancher/k3s/config.yaml.d/40-stake.yaml"))
    }

    @Test func `what is missing is said by its flag, and nothing is written`() {
        let out = "\(folder)/out"
        for (words, exit, text) in [
            (["k3s", "--check", "--root", folder], ExitCode.noInput, "there is no plan"),
            (["k3s", "--out", out, "--trusted-node", "a"], .usage, "--ca-file must be given"),
            (["k3s", "--out", out, "--ca-file", "\(folder)/ca.crt"], .configuration, "--trusted-node: is required"),
            (["kube-apiserver"], .configuration, "--trusted-node: is required"),
            (["k3s", "--out", out, "--ca-file", "\(folder)/none", "--trusted-node", "a"], .noInput, "none"),
            (["k3s", "--trusted-node", "a'b"], .configuration, "the name of a Node"),
        ] {
            let outcome = Sealctl.run(["wire"] + words, environment: [:], console: Self.console)
            #expect(outcome.exit == exit)
            #expect(outcome.messages.contains(text), "\(outcome.messages)")
            #expect(throws: SystemError.self) { _ = try FileStatus.of(out) }
        }
    }

    @Test func `what a shell exported for other commands wires no server`() {
        let outcome = run(
            "kube-apiserver", "--trusted-node", "a", "-o", "json", environment: ["K3S_DAAS_CLUSTER_FILE": "/root/mine"])
        #expect(outcome.exit == .ok)
    }

    @Test func `a key is not taken for an authority`() throws {
        try write("ca.key", Self.authority + "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n")
        let outcome = run("k3s", "--out", "\(folder)/out", "--ca-file", "\(folder)/ca.key", "--trusted-node", "a")
        #expect(outcome.exit == .configuration)
        #expect(outcome.messages.contains("beside certificates"))
        #expect(!outcome.messages.contains("AAEC"))
    }

    @Test func `roles are made of a policy, which is read here`() throws {
        let address = "0x" + String(repeating: "1", count: 64)
        try write(
            "policy.yaml",
            """
            apiVersion: k3s-daas.io/v1alpha1
            kind: Policy
            namespaces: {grants: [{address: "\(address)", namespaces: [team-a]}]}
            """)
        let outcome = run("roles", "\(folder)/policy.yaml")
        #expect(outcome.exit == .ok, "\(outcome.messages)")
        #expect(outcome.output.hasPrefix("---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"))
    }

    @Test func `a home is its owner's, whose address is in its name`() {
        // python3 -c "import base64; print('seal-' + base64.b32encode(bytes(range(32))).decode().lower().rstrip('='))"
        let home = "seal-aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"
        let outcome = run("namespace", home)
        #expect(outcome.exit == .ok)
        #expect(
            outcome.output.contains(
                "name: \"sui:0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"\n"))
        #expect(run("namespace", home, "--owner", "0x1").exit == .usage)
        #expect(run("namespace", "seal-x").exit == .configuration)
    }

    @Test func `a namespace of the system is nobody's`() {
        #expect(run("namespace", "kube-system").exit == .refused)
        #expect(run("namespace", "Team_A").exit == .configuration)
        #expect(run("namespace", "team-a", "--owner", "0x1").output.contains("sui:0x00000000"))
    }
}
