// SPDX-License-Identifier: Apache-2.0
import Attestation
import Configuration
import Crypto
import Kernel
import PKI
import Testing

@testable import EnclaveBoot

@Suite struct BootConfigurationTests {
    /// All that must be there.
    static let least = """
        apiVersion: k3s-daas.io/v1alpha1
        kind: EnclaveConfiguration
        cluster: 0x1111111111111111111111111111111111111111111111111111111111111111
        chain: 4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S
        names: [enclave.example, 192.0.2.1]
        provisioners: [d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a]
        provisioning: vsock:9000

        """

    private func problems(_ text: String) -> [String] {
        do throws(ConfigurationError) {
            _ = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `what is left out has its default`() throws {
        let configuration = try BootConfiguration.parse(Array(Self.least.utf8), name: "e.yaml").configuration
        #expect(configuration.securityModule == .device)
        #expect(configuration.root == .aws)
        #expect(!configuration.allowsDebug)
        #expect(configuration.listenAddress.description == "0.0.0.0:9443")
        #expect(configuration.names == [.dns("enclave.example"), .address("192.0.2.1")])
        #expect(configuration.provisioning.endpoint.description == "vsock:9000")
        #expect(configuration.programs.isEmpty)
        #expect(configuration.loopback == nil)
        #expect(configuration.state == nil)
        #expect(configuration.certificate == .init(folder: "/run/k3s-daas/tls", lifetime: .seconds(86400)))
    }

    // sha256sum of the text above.
    @Test func `the hash is that of the file's bytes`() throws {
        let configuration = try BootConfiguration.parse(Array("# x\n".utf8) + Array(Self.least.utf8), name: "e.yaml")
        let other = try BootConfiguration.parse(Array(Self.least.utf8), name: "e.yaml")
        #expect(configuration.configuration.hash != other.configuration.hash)
    }

    @Test func `all that is wrong is said at once, with its place`() {
        let found = problems(
            """
            apiVersion: k3s-daas.io/v1alpha1
            kind: EnclaveConfiguration
            cluster: 0x11
            names: [Enclave.example]
            provisioners: []
            provisioning: tcp:0.0.0.0:9000
            nsm: socket:/run/nsm
            ops: 0.0.0.0:9091
            programs: [{name: A, path: bin/a, restart: sometimes}, {name: b, path: /b, user: -1}]
            surprise: 1

            """)
        #expect(
            found == [
                "e.yaml:3:10: cluster: must be 64 lower-case hexadecimal digits, with or without 0x; got \"0x11\"",
                "e.yaml:1:1: chain: is required",
                "e.yaml:7:6: nsm: is a socket, behind which anybody can answer: it needs insecure.simulator",
                "e.yaml:8:6: ops: is reached from other machines, in the clear; use loopback",
                "e.yaml:4:8: names: must be a host name in lower case or an IP address, without a port; "
                    + "got \"Enclave.example\"",
                "e.yaml:5:15: provisioners: needs at least one key",
                "e.yaml:6:15: provisioning: is for trials where it is no vsock: use loopback",
                "e.yaml:9:19: programs[0].name: must be 1 to 32 lower-case letters, digits and dashes; got \"A\"",
                "e.yaml:9:28: programs[0].path: must be an absolute path without . and ..; got \"bin/a\"",
                "e.yaml:9:44: programs[0].restart: must be one of always, on-failure, never; got \"sometimes\"",
                "e.yaml:9:82: programs[1].user: must be a whole number from 0 to 4294967294; got \"-1\"",
                "e.yaml:10:1: \"surprise\" is not known here",
            ])
    }

    static let refused = [
        ("nsm: socket:nsm", "nsm"), ("insecure: {simulator: 00}", "insecure.simulator"),
        ("insecure: {debug: yes}", "insecure.debug"), ("root: gcp", "root"),
        ("tls: {keyLifetime: 10s}", "tls.keyLifetime"),
        ("tls: {lifetime: 10s}", "tls.lifetime"), ("tls: {folder: /}", "tls.folder"),
        ("secrets: [environment]", "secrets"), ("secrets: [wallet, wallet]", "secrets"),
        ("forward: {in: [{port: 0, to: tcp:127.0.0.1:1}]}", "forward.in[0].port"),
        ("forward: {in: [{port: 1, to: tcp:192.0.2.1:1}]}", "forward.in[0].to"),
        ("forward: {out: [{port: 1, to: vsock:1}]}", "forward.out[0].to"),
        ("forward: {out: [{port: 1, address: 192.0.2.1, to: vsock:3:1}]}", "forward.out[0].address"),
        ("forward: {out: [{port: 1, to: vsock:3:1}, {port: 1, to: vsock:3:2}]}", "forward.out[1].port"),
        ("programs: [{name: a, path: /a}, {name: a, path: /b}]", "programs[1].name"),
        ("programs: [{name: a, path: /a/../b}]", "programs[0].path"),
        ("programs: [{name: a, path: /a, environment: {path: x}}]", "programs[0].environment"),
        ("programs: [{name: a, path: /a, stopTimeout: 1h}]", "programs[0].stopTimeout"),
        ("programs: [{name: a, path: /a, group: 7}]", "programs[0].group"),
        ("programs: [{name: a, path: /a, secrets: [wallet]}]", "programs[0].secrets"),
        (
            "secrets: [wallet]\nprograms: [{name: a, path: /a, user: 1, secrets: [wallet]}, "
                + "{name: b, path: /b, user: 2, secrets: [wallet]}]", "programs[1].secrets"
        ),
        (
            "programs: [{name: a, path: /a, tls: true}, {name: b, path: /b, user: 1, tls: true}]", "programs[1].tls"
        ),
        ("programs: [{name: a, path: /a, loopback: server}]", "programs[0].loopback"),
        ("loopback: {}\nprograms: [{name: a, path: /a, loopback: both}]", "programs[0].loopback"),
        (
            "loopback: {}\nprograms: [{name: a, path: /a, loopback: client}, "
                + "{name: b, path: /b, user: 1, loopback: client}]", "programs[1].loopback"
        ),
        ("loopback: true", "loopback"), ("loopback: {folder: run}", "loopback.folder"),
        ("loopback: {folder: /s/a}\nstate: {folder: /s}", "loopback.folder"),
        ("loopback: {manifests: [{from: /a}]}", "loopback.manifests[0].to"),
        ("loopback: {manifests: [{from: a, to: /b}]}", "loopback.manifests[0].from"),
        ("loopback: {manifests: [{from: /a, to: /a}]}", "loopback.manifests[0].to"),
        ("loopback: {manifests: [{from: /a, to: /b}, {from: /b, to: /c}]}", "loopback.manifests[1].to"),
        ("loopback: {manifests: [{from: /a, to: /c}, {from: /b, to: /c}]}", "loopback.manifests[1].to"),
        ("loopback: {manifests: [{from: /a, to: /s/b}]}\nstate: {folder: /s}", "loopback.manifests[0].to"),
        (
            "loopback: {manifests: [\((0...8).map { "{from: /a, to: /b\($0)}" }.joined(separator: ", "))]}",
            "loopback.manifests"
        ),
        ("state: {}", "state.folder"), ("state: {folder: a}", "state.folder"), ("state: {parts: []}", "state.parts"),
        ("state: {folder: /a, parts: [{name: a, path: /b}]}", "state.folder"),
        ("state: {parts: [{name: A, path: /a}]}", "state.parts[0].name"),
        ("state: {parts: [{name: a, path: /a}, {name: a, path: /b}]}", "state.parts[1].name"),
        ("state: {parts: [{name: a, path: /a}, {name: b, path: /a/b}]}", "state.parts[1].path"),
        ("state: {parts: [{name: a, path: /a, group: 7}]}", "state.parts[0].group"),
        ("log: {level: loud}", "log.level"),
    ]

    @Test(arguments: refused) func `a value that cannot be is refused where it stands`(_ text: String, _ key: String) {
        let found = problems(Self.least + text + "\n")
        #expect(found.count == 1)
        #expect(found.first?.contains(": \(key): ") == true, "\(found)")
    }

    @Test func `a state is one folder, or parts of several owners`() throws {
        func state(_ text: String) throws -> BootConfiguration.State? {
            try BootConfiguration.parse(Array((Self.least + text + "\n").utf8), name: "e.yaml").configuration.state
        }
        #expect(
            try state("state: {folder: /var/lib/a}")
                == .init(parts: [.init(name: "state", path: "/var/lib/a")], spool: "/var/lib/a.spool"))
        #expect(
            try state("state: {spool: /run/s, parts: [{name: db, path: /db}, {name: p, path: /p, user: 7, group: 8}]}")
                == .init(
                    parts: [
                        .init(name: "db", path: "/db"),
                        .init(name: "p", path: "/p", owner: .init(user: 7, group: 8)),
                    ], spool: "/run/s"))
    }

    @Test func `programs keep their order, their words and their variables`() throws {
        let text =
            Self.least + """
                programs:
                  - name: k3s
                    path: /usr/local/bin/k3s
                    arguments: [server, --disable, traefik, --disable, servicelb]
                    environment: {K3S_NODE_NAME: enclave}
                    essential: true
                    stopTimeout: 30s
                  - {name: webhook, path: /usr/local/bin/webhook-server, user: 1000, restart: on-failure}

                """
        let programs = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration.programs
        #expect(
            programs == [
                .init(
                    name: "k3s", path: "/usr/local/bin/k3s",
                    arguments: ["server", "--disable", "traefik", "--disable", "servicelb"],
                    environment: ["K3S_NODE_NAME=enclave"], user: nil, group: nil, restart: .always, isEssential: true,
                    stopTimeout: .seconds(30)),
                .init(
                    name: "webhook", path: "/usr/local/bin/webhook-server", arguments: [], environment: [],
                    user: 1000, group: nil, restart: .onFailure, isEssential: false, stopTimeout: .seconds(10)),
            ])
    }

    @Test func `a file belongs to who reads it`() throws {
        let text =
            Self.least + """
                secrets: [k3s-token, webhook-config, wallet]
                programs:
                  - {name: k3s, path: /k3s, secrets: [k3s-token]}
                  - {name: webhook, path: /webhook-server, user: 1000, group: 2000, secrets: [webhook-config], tls: true}

                """
        let configuration = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration
        #expect(configuration.secretOwners == [.webhookConfiguration: .init(user: 1000, group: 2000)])
        #expect(configuration.tlsOwner == .init(user: 1000, group: 2000))
    }

    @Test func `each end of the loopback has a program, and its key is that program's`() throws {
        let text =
            Self.least + """
                loopback: {folder: /etc/k3s-daas/pki, manifests: [{from: /etc/k3s-daas/a.yaml, to: /var/lib/a.yaml}]}
                programs:
                  - {name: webhook, path: /webhook-server, user: 1000, group: 2000, loopback: server}
                  - {name: k3s, path: /k3s, loopback: client}

                """
        let configuration = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml").configuration
        #expect(
            configuration.loopback
                == .init(
                    folder: "/etc/k3s-daas/pki", manifests: [.init(from: "/etc/k3s-daas/a.yaml", to: "/var/lib/a.yaml")]
                ))
        #expect(configuration.owner(of: .server) == .init(user: 1000, group: 2000))
        #expect(configuration.owner(of: .client) == nil)
        #expect(configuration.summary.contains("loopback: /etc/k3s-daas/pki\n"))
        #expect(configuration.summary.contains("manifest: /etc/k3s-daas/a.yaml to /var/lib/a.yaml\n"))
        #expect(configuration.summary.contains("program: k3s, reads loopback-client, restart always: /k3s\n"))
        let least = try BootConfiguration.parse(Array((Self.least + "loopback: {}\n").utf8), name: "e.yaml")
        #expect(least.configuration.loopback == .init(folder: "/run/k3s-daas/loopback", manifests: []))
        #expect(
            least.notes == [
                "loopback: no program is the server: its key is for enclave-boot's own user",
                "loopback: no program is the client: its key is for enclave-boot's own user",
            ])
    }

    @Test func `what proves nothing is said`() throws {
        let simulator = String(repeating: "ab", count: 32)
        let text = Self.least + "nsm: socket:/run/nsm.sock\ninsecure: {simulator: \(simulator), debug: true}\n"
        let loaded = try BootConfiguration.parse(Array(text.utf8), name: "e.yaml")
        #expect(loaded.notes.count == 2)
        #expect(loaded.configuration.allowsDebug)
        #expect(loaded.configuration.securityModule == .socket("/run/nsm.sock"))
    }
}
