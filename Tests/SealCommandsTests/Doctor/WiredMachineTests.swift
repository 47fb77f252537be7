// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import Testing
import Wiring

@testable import SealCommands

/// A machine with everything that is rendered for it: what is written must be what is looked for.
@Suite(.timeLimit(.minutes(10))) struct WiredMachineTests {
    private static func machine(_ pki: CheckPKI) throws -> (root: ServerMachineTests.Root, machine: ServerMachine) {
        var plan = WiringPlan(.k3s)
        plan.trustedNodes = ["server-1"]
        plan.clusterFile = "/etc/k3s-daas/cluster.yaml"
        plan.policy = PolicyShare()
        var files = [
            "/proc/7/cmdline": "/usr/local/bin/k3s server", plan.path: plan.yaml,
            "/etc/k3s-daas/pki/ca.crt": String(decoding: try pki.bytes("ca"), as: UTF8.self),
            "/etc/k3s-daas/pki/client.crt": String(decoding: try pki.bytes("client"), as: UTF8.self),
        ]
        for file in try Wiring(plan, authorities: try pki.bytes("ca")).files() {
            files[file.path] = String(decoding: file.contents, as: UTF8.self)
        }
        let root = try ServerMachineTests.Root(files)
        return (root, ServerMachine(root: root.path, now: .now))
    }

    @Test func `the flags that are written are the flags that are wanted`() throws {
        let (root, machine) = try Self.machine(CheckPKI())
        defer { withExtendedLifetime(root) {} }
        let flags = machine.flags
        #expect(machine.isServer && machine.plan.value != nil && machine.missingFiles(flags).isEmpty)
        let check = ApiserverFlagsCheck(
            about: "", flags: flags, hasAuthorizer: false, missingFiles: machine.missingFiles(flags),
            audiences: machine.audiences)
        #expect(check.states == ["apiserver flags ok"], "\(check.text)")
        #expect(CacheTTLCheck(about: "", flags: flags).states == ["token cache ok"])
        #expect(
            machine.host(flags) == "127.0.0.1" && machine.listener == "127.0.0.1:8443" && machine.asksForCertificates)
    }

    @Test func `the certificates are found where the files name them`() throws {
        let pki = try CheckPKI()
        let (root, machine) = try Self.machine(pki)
        defer { withExtendedLifetime(root) {} }
        let flags = machine.flags
        #expect(machine.authorities(flags).value == (try pki.all("ca")))
        #expect(machine.clientCertificate(flags).value == (try pki.one("client")))
        let check = ClientCertificateCheck(
            shown: machine.clientCertificate(flags), authorities: machine.clientAuthorities,
            names: machine.subjectNames,
            now: .now)
        #expect(check.states == ["\(ClientCertificateCheck.name) ok"], "\(check.text)")
    }

    @Test func `the objects that are written are right, and none is when one word of it changes`() throws {
        let pki = try CheckPKI()
        let (root, machine) = try Self.machine(pki)
        defer { withExtendedLifetime(root) {} }
        let expected = machine.manifests(try pki.bytes("ca"))
        let hook = try #require(expected.first { $0["kind"]?.scalar == "ValidatingWebhookConfiguration" })
        func registration(_ found: YAMLNode, _ expected: YAMLNode?) throws -> RegistrationCheck {
            RegistrationCheck(found: .seen(found), expected: expected, authorities: .seen(try pki.all("ca")), now: .now)
        }
        #expect(try registration(hook, hook).states == ["webhook registration ok"])
        // By what is usual, too: nobody outside of the server has a plan.
        #expect(try registration(hook, nil).states == ["webhook registration ok"])
        let other = try node(hook.text.replacing("server-1", with: "server-2"))
        #expect(try registration(other, hook).text.contains("matchConditions are not as rendered"))
        let roles = RolesCheck(found: .seen(expected), expected: expected)
        #expect(roles.states.count > 8 && Set(roles.states) == ["RBAC ok"], "\(roles.states)")
        let fewer = RolesCheck(
            found: .seen(expected.filter { $0["kind"]?.scalar != "ClusterRoleBinding" }), expected: expected)
        #expect(fewer.states.contains("RBAC failed"))
    }
}
