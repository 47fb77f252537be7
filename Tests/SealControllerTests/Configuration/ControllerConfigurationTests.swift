// SPDX-License-Identifier: Apache-2.0
import ClusterChain
import Configuration
import Glibc
import Kernel
import Operations
import Testing

@testable import SealController

/// What an operator can say, and what is refused before anything is bound.
@Suite struct ControllerConfigurationTests {
    /// A folder with everything that a configuration needs.
    private struct Ground: ~Copyable {
        let path: String

        init() throws {
            var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
            _ = try #require(mkdtemp(&template))
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            write("tls.crt", "certificate", mode: 0o644)
            write("tls.key", "key")
            write("ca.crt", "authority", mode: 0o644)
            write("kubeconfig", "x")
            write("operator.key", "suiprivkey1")
            let names = [
                "cluster", "creator", "stakes", "sealRegistry", "seals", "workerRegistry", "scheduler",
                "enclaveRegistry", "governance", "auditAnchor",
            ]
            let ids = names.enumerated().map { "  \($1): 0x\($0 + 1)\n" }.joined()
            write(
                "cluster.yaml",
                """
                apiVersion: k3s-daas.io/v1alpha1
                kind: Cluster
                chain: 4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S
                package: 0x99
                nodes: ["grpc=https://a.example", "graphql=https://b.example/graphql"]
                objects:
                \(ids)
                """)
        }

        deinit {
            for name in [
                "tls.crt", "tls.key", "ca.crt", "kubeconfig", "operator.key", "cluster.yaml", "config.yaml",
            ] { unlink("\(path)/\(name)") }
            rmdir(path)
        }

        @discardableResult
        func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
            let file = fopen("\(path)/\(name)", "w")
            fputs(text, file)
            fclose(file)
            chmod("\(path)/\(name)", mode)
            return "\(path)/\(name)"
        }

        var flags: [String] {
            [
                "--tls-cert-file", "\(path)/tls.crt", "--tls-private-key-file", "\(path)/tls.key", "--cluster-file",
                "\(path)/cluster.yaml",
            ]
        }

        func load(_ more: String...) -> Result<LoadedConfiguration<ControllerConfiguration>, ConfigurationError> {
            load(flags + more)
        }

        func load(_ flags: [String]) -> Result<LoadedConfiguration<ControllerConfiguration>, ConfigurationError> {
            let problems = ProblemList()
            let values = CommandLineValues(flags, settings: ControllerProgram.settings, problems: problems)
            do throws(ConfigurationError) {
                return .success(try ControllerProgram.load(values, environment: [:], problems: problems))
            } catch { return .failure(error) }
        }

        func problems(_ more: String...) -> [String] {
            guard case .failure(let error) = load(flags + more) else { return [] }
            return error.problems.map(\.description)
        }
    }

    @Test func `the least that must be said`() throws {
        let ground = try Ground()
        let loaded = try ground.load().get()
        let configuration = loaded.configuration
        #expect(configuration.api.addresses.map(\.description) == ["0.0.0.0:9443"])
        #expect(configuration.opsAddress.description == "127.0.0.1:9092")
        #expect(configuration.limits.perStaker == 100 && configuration.limits.perAddress == 60)
        #expect(configuration.kubernetes == nil && configuration.apiserver == nil && configuration.attestation == nil)
        #expect(configuration.chain.quorum == 2 && configuration.auditLog == .off)
        guard case .failure(let error) = ground.load([]) else {
            Issue.record("nothing is enough")
            return
        }
        let text = error.description
        for flag in ["--tls-cert-file", "--tls-private-key-file", "--cluster-file"] { #expect(text.contains(flag)) }
    }

    @Test func `tokens for the cluster and for the public API are for two audiences`() throws {
        let ground = try Ground()
        #expect(try ground.load("--audience", "k3s-daas-ap").get().configuration.api.audience == "k3s-daas-ap")
        #expect(
            ground.problems("--audience", "k3s-daas-api") == [
                "--audience: must be another: tokens for k3s-daas-api are for the public API, and open nothing else"
            ])
    }

    @Test func `a trail has a name, and is anchored where there is an account`() throws {
        let ground = try Ground()
        let alone = try ground.load("--audit-directory", "/var/audit", "--audit-name", "c@one").get()
        #expect(
            alone.configuration.auditTrail == TrailPlace(folder: "/var/audit", name: "c@one", segmentBytes: 64 << 20))
        #expect(alone.configuration.anchoring == nil)
        #expect(alone.notes.contains { $0.contains("not anchored") })
        let named = try ground.load("--audit-directory", "/var/audit").get().configuration.auditTrail?.name
        #expect(named?.hasPrefix("seal-controller@") == true)
        #expect(
            ground.problems("--audit-directory", "/var/audit", "--audit-log", "-").contains {
                $0.contains("leave one of them out")
            })
        #expect(ground.problems("--audit-name", "c@one").contains { $0.contains("--audit-directory") })
        #expect(ground.problems("--audit-directory", "/a", "--audit-name", "a b").count == 1)
        #expect(
            ground.problems("--audit-directory", "/a", "--audit-heads", "http://h:1/audit/head").contains {
                $0.contains("--operator-key-file")
            })
        #expect(
            ground.problems("--audit-directory", "/a", "--audit-restart-anchors-after", "1").contains {
                $0.contains("means nothing without")
            })
        for number in ["0", "x", "9223372036854775808"] {
            #expect(
                ground.problems("--audit-directory", "/a", "--audit-restart-anchors-after", number).contains {
                    $0.contains("from 1 to 9223372036854775807")
                }, "\(number)")
        }
        for url in ["http://h:1/", "ftp://h/audit/head", "http:///audit/head", "http://a b/audit/head"] {
            #expect(
                ground.problems("--audit-directory", "/a", "--audit-heads", url).contains {
                    $0.contains("/audit/head, or https://")
                })
        }
    }

    @Test func `all of it can stand in a file, and what is shown says the same`() throws {
        let ground = try Ground()
        let path = ground.path
        let file = ground.write(
            "config.yaml",
            """
            apiVersion: k3s-daas.io/v1alpha1
            kind: SealControllerConfiguration
            api:
              listenAddress: ["127.0.0.1:1"]
              tls: {certFile: \(path)/tls.crt, privateKeyFile: \(path)/tls.key, minVersion: "1.3"}
              audience: here
            opsAddress: 127.0.0.1:2
            chain: {clusterFile: \(path)/cluster.yaml}
            kubernetes: {kubeconfig: \(path)/kubeconfig, serverUrl: "https://k3s.example:6443", caFile: \(path)/ca.crt}
            wallet: {keyFile: \(path)/operator.key}
            join: {challengeLifetime: 30s, tokenLifetime: 5m}
            reaction: {grace: 10s, settle: 20s, guardPercent: 5, guardLeast: 1, trustedNodes: [server-1]}
            namespaces: {enabled: true, grace: 2h, deleteAfter: 0s, resync: 5m, concurrency: 3, rate: 50, guardPercent: 7, guardLeast: 4}
            requests: {enabled: true, concurrency: 9, allowedHosts: [A.example], privateAddresses: true, caFile: \(path)/ca.crt}
            lease: {namespace: here, name: one, duration: 5s}
            notices: {webhooks: ["https://hook.example/k3s"], secretFile: \(path)/tls.key, alertDuration: 2h,
              alertmanagers: ["http://am.example:9093"], caFile: \(path)/ca.crt, allowPlaintext: true}
            attestation: {source: "https://127.0.0.1:9444", caFile: \(path)/ca.crt}
            limits: {perStaker: 7, perAddress: 8}
            log: {audit: "-", level: debug, format: json}
            """)
        let loaded = try ground.load(["--config", file]).get()
        let configuration = loaded.configuration
        let kubernetes = try #require(configuration.kubernetes)
        #expect(kubernetes.access == .kubeconfig("\(path)/kubeconfig"))
        #expect(
            kubernetes.join
                == .init(
                    serverURL: "https://k3s.example:6443", authorityFile: "\(path)/ca.crt",
                    keyFile: "\(path)/operator.key", isKeyGroupReadable: false, challengeLifetime: .seconds(30),
                    tokenLifetime: .seconds(300)))
        #expect(
            kubernetes.reaction
                == .init(
                    grace: .seconds(10), settle: .seconds(20), guardPercent: 5, guardLeast: 1, trusted: ["server-1"]))
        #expect(
            kubernetes.namespaces
                == .init(
                    grace: .seconds(7200), deleteAfter: .zero, resync: .seconds(300), policyFile: nil, concurrency: 3,
                    rate: 50, guardPercent: 7, guardLeast: 4))
        #expect(kubernetes.lease == .init(namespace: "here", name: "one", duration: .seconds(5)))
        #expect(
            kubernetes.notices
                == .init(
                    webhooks: ["https://hook.example/k3s"], secretFile: "\(path)/tls.key",
                    alertmanagers: ["http://am.example:9093"], alertDuration: .seconds(7200),
                    authorityFile: "\(path)/ca.crt", allowsPlaintext: true))
        #expect(
            kubernetes.requests
                == .init(
                    concurrency: 9, allowedHosts: ["a.example"], allowsPrivateAddresses: true,
                    authorityFile: "\(path)/ca.crt"))
        #expect(configuration.attestation?.source == "https://127.0.0.1:9444")
        #expect(configuration.limits.perStaker == 7 && configuration.api.audience == "here")
        let kept = try String(decoding: FileContents.read(file, limit: 1 << 16).bytes, as: UTF8.self).split(
            separator: "\n"
        ).filter { !$0.hasPrefix("log:") }.joined(separator: "\n")
        let anchors = """

            audit: {directory: /var/audit, anchorEvery: 5m, restartAnchorsAfter: 4711, heads: ["http://h:1/audit/head"]}

            """
        let anchored = try ground.load(["--config", ground.write("anchored.yaml", kept + anchors)]).get()
        #expect(
            anchored.configuration.anchoring
                == .init(interval: .seconds(300), heads: ["http://h:1/audit/head"], restartsAfter: 4711))
        #expect(anchored.notes.contains { $0.contains("root 4711") })
        let again = ground.write("config.yaml", loaded.effectiveText)
        let reloaded = try ground.load(["--config", again]).get().configuration
        #expect(reloaded.kubernetes == configuration.kubernetes && reloaded.api == configuration.api)
        #expect(reloaded.limits == configuration.limits && reloaded.attestation == configuration.attestation)
    }

    @Test func `what cannot work is refused, with its reason`() throws {
        let ground = try Ground()
        let path = ground.path
        let cases: [([String], String)] = [
            (["--listen-address", "127.0.0.1:9092"], "is a listener's address already"),
            (["--ops-address", "0.0.0.0:9092"], "is reached from other machines, in the clear"),
            (["--server-url", "http://k3s.example"], "must be https://HOST[:PORT]"),
            (["--server-url", "https://k3s.example/x"], "must be https://HOST[:PORT]"),
            (["--server-url", "https://a:b@k3s.example"], "must be https://HOST[:PORT]"),
            (["--server-url", "https://k3s.example"], "is required beside --server-url"),
            (["--server-ca-file", "\(path)/ca.crt"], "is required beside --server-ca-file"),
            (["--operator-key-file", "\(path)/operator.key"], "means nothing without --kubeconfig or --in-cluster"),
            (["--reaction-grace", "5s"], "means nothing without --kubeconfig or --in-cluster"),
            (["--namespaces"], "means nothing without --kubeconfig or --in-cluster"),
            (["--in-cluster", "--namespace-policy-file", "\(path)/nothing"], "cannot be read"),
            (["--in-cluster", "--namespace-rate", "0"], "--namespace-rate"),
            (["--requests"], "means nothing without --kubeconfig or --in-cluster"),
            (["--kubeconfig", "\(path)/kubeconfig", "--requests"], "means nothing without --operator-key-file"),
            (["--kubeconfig", "\(path)/kubeconfig", "--in-cluster"], "is given beside --kubeconfig"),
            (["--kubeconfig", "\(path)/nothing"], "cannot be read"),
            (["--kubeconfig", "\(path)/ca.crt"], "is open to everybody"),
            (
                ["--in-cluster", "--operator-key-file", "\(path)/operator.key"],
                "is required where machines may join, with --server-ca-file"
            ),
            (["--in-cluster", "--operator-key-file", "\(path)/ca.crt"], "must be for its owner alone"),
            (["--attestation-ca-file", "\(path)/ca.crt"], "means nothing without --attestation-source"),
            (["--notices=false"], "means nothing without --kubeconfig or --in-cluster"),
            (
                ["--in-cluster", "--notice-webhooks", "https://a"],
                "--notice-secret-file: is required beside --notice-webhooks"
            ),
            (
                ["--in-cluster", "--notice-alertmanagers", "http://a"],
                "http://a is told in the clear; use https or --notice-allow-plaintext"
            ),
            (["--in-cluster", "--notice-secret-file", "\(path)/ca.crt"], "is open to everybody"),
            (["--in-cluster", "--notice-ca-file", "\(path)/nothing"], "cannot be read"),
            (["--in-cluster", "--notice-alertmanagers", "https://a,https://a"], "a value stands twice"),
            (["--in-cluster", "--notice-webhooks", "https://u:p@a"], "must name a host, and no user or password"),
            (["--in-cluster", "--notice-webhooks", "https:///x"], "must name a host, and no user or password"),
            (["--in-cluster", "--notice-webhooks", "ftp://a"], "must be https://HOST[:PORT][/PATH]"),
            (["--in-cluster", "--notice-webhooks", "https://a/#x"], "must be https://HOST[:PORT][/PATH]"),
            (["--in-cluster", "--notice-alert-duration", "59s"], "--notice-alert-duration"),
            (["--requests-per-staker", "0"], "--requests-per-staker"), (["--audit-log", "audit"], "must be off, -"),
        ]
        for (flags, reason) in cases {
            guard case .failure(let error) = ground.load(ground.flags + flags) else {
                Issue.record("taken: \(flags)")
                continue
            }
            #expect(error.description.contains(reason), "\(flags): \(error.description)")
        }
        ground.write("tls.key", "key", mode: 0o644)
        #expect(ground.problems().contains { $0.contains("is open to everybody") })
    }

    @Test func `a cluster in which nothing is done about machines is worth a note`() throws {
        let ground = try Ground()
        let notes = try ground.load("--in-cluster", "--reaction=false").get().notes
        #expect(notes.contains { $0.contains("none may join, and none is removed") })
        #expect(try ground.load("--in-cluster").get().configuration.kubernetes?.join == nil)
        #expect(try ground.load("--in-cluster").get().configuration.kubernetes?.namespaces == nil)
        #expect(try ground.load("--in-cluster", "--namespaces").get().notes.isEmpty)
    }
}
