// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import HTTPClient
import Kernel
import Operations
import SealAuthN
import SuiLedger
import Testing

@testable import ClusterChain
@testable import WebhookServer

@Suite struct ChainSettingsTests {
    typealias Ground = ConfigurationGround

    private func chain(_ loaded: LoadedConfiguration<WebhookConfiguration>) throws -> ChainConfiguration {
        guard case .chain(let chain) = loaded.configuration.source else { throw NoChain() }
        return chain
    }

    private struct NoChain: Error {}

    /// A tier's values, lowest first.
    private func values<Value>(_ table: TierTable<Value>) -> [Value] { Tier.allCases.map { table[$0] } }

    @Test func `the defaults are those of the design`() throws {
        let ground = try Ground()
        let loaded = try Ground.load(ground.chainFlags()).get()
        let chain = try chain(loaded)
        #expect(chain.clusterFile == ground.folder.path + "/cluster.yaml")
        #expect(chain.cluster.chain.description == ClusterText.mainnet)
        #expect(chain.ids.cluster == Address(1) && chain.ids.auditAnchor == Address(0x10))
        #expect(chain.nodes.map(\.url) == ["https://a.example", "https://b.example/graphql"])
        #expect(chain.nodes.map(\.language) == [.grpc, .graphQL])
        #expect(chain.nodes.map(\.credentials) == [[], []])
        #expect(chain.quorum == 2)
        #expect(chain.positionFile == nil)
        #expect(chain.pollInterval == .milliseconds(500))
        #expect(chain.maxAge == .seconds(10))
        #expect(values(chain.grace) == [.seconds(900), .seconds(300), .seconds(60), .zero])
        #expect(chain.lookups == .init(rate: 200, burst: 400, concurrent: 256, timeout: .seconds(2)))
        #expect(values(chain.thresholds) == [nil, nil, nil, nil])
        #expect(!chain.isDevLedger)
        #expect(loaded.notes == [])
        for line in [
            "  clusterFile: \"\(chain.clusterFile)\"  # --cluster-file", "  pollInterval: \"500ms\"  # default",
            "  maxAge: \"10s\"  # default", "    viewer: \"15m\"  # default", "    developer: \"5m\"  # default",
            "    admin: \"1m\"  # default", "    super: \"0s\"  # default", "    rate: 200  # default",
            "    burst: 400  # default", "    concurrent: 256  # default", "    timeout: \"2s\"  # default",
            "  devLedger: false  # default",
        ] { #expect(loaded.effectiveText.contains("\n\(line)\n"), "\(line)") }
        // What belongs to a ledger file alone would be refused when this is read back.
        #expect(!loaded.effectiveText.contains("ledger:"))
    }

    @Test func `all of it can stand in a file, and what is shown says the same`() throws {
        let ground = try Ground()
        let cluster = ground.folder.write("cluster.yaml", ClusterText().text)
        let key = ground.folder.write("node.key", "x-api-key: secret\n")
        let path = ground.file(
            """
            tls: {certFile: \(ground.certificate), privateKeyFile: \(ground.key)}
            clientAuth: {caFile: \(ground.authority)}
            chain:
              clusterFile: \(cluster)
              nodes: ["grpc=https://c.example:9000", "graphql=http://127.0.0.1:9125/graphql", "grpc=http://[::1]:1"]
              credentialsFile: \(key)
              quorum: 3
              positionFile: /var/lib/k3s-daas/position
              pollInterval: 1s
              maxAge: 5s
              grace: {viewer: 24h, developer: 24h, admin: 2s, super: 1s}
              lookups: {rate: 1, burst: 2, concurrent: 3, timeout: 100ms}
              thresholds: {viewer: 1SUI, admin: 7 SUI, super: 7SUI}
            groups: {viewer: [readers], super: ["oidc:owners", wheel]}
            """)
        let loaded = try Ground.load(["-c", path]).get()
        let copy = ground.folder.write("copy.yaml", loaded.effectiveText)
        for loaded in [loaded, try Ground.load(["-c", copy]).get()] {
            let chain = try chain(loaded)
            #expect(
                chain.nodes.map(\.url) == [
                    "https://c.example:9000", "http://127.0.0.1:9125/graphql", "http://[::1]:1",
                ])
            #expect(chain.nodes.allSatisfy { $0.credentials.map(\.value) == ["secret"] })
            #expect(chain.quorum == 3)
            #expect(chain.positionFile == "/var/lib/k3s-daas/position")
            #expect(chain.pollInterval == .seconds(1))
            #expect(chain.maxAge == .seconds(5))
            #expect(values(chain.grace) == [.seconds(86_400), .seconds(86_400), .seconds(2), .seconds(1)])
            #expect(chain.lookups == .init(rate: 1, burst: 2, concurrent: 3, timeout: .milliseconds(100)))
            #expect(values(chain.thresholds) == [1_000_000_000, nil, 7_000_000_000, 7_000_000_000])
            #expect(
                values(loaded.configuration.groups).map { $0.map(\.text) } == [
                    ["readers"], [], [], ["oidc:owners", "wheel"],
                ])
        }
        #expect(!loaded.effectiveText.contains("secret"))
        for line in [
            "  quorum: 3  # \(path):9:11", "    viewer: \"1 SUI\"  # \(path):15:24",
            "  viewer: [\"readers\"]  # \(path):16:18",
        ] { #expect(loaded.effectiveText.contains("\n\(line)\n"), "\(line)") }
    }

    @Test func `a variable sets what a flag sets`() throws {
        let ground = try Ground()
        let environment = [
            "K3S_DAAS_CLUSTER_FILE": ground.folder.write("cluster.yaml", ClusterText().text),
            "K3S_DAAS_NODE": "grpc=https://c.example, grpc=https://d.example", "K3S_DAAS_GRACE_SUPER": "1s",
            "K3S_DAAS_THRESHOLD_SUPER": "11SUI", "K3S_DAAS_LOOKUP_RATE": "7", "K3S_DAAS_LEDGER_FILE": "",
        ]
        let loaded = try Ground.load(ground.listenerFlags, environment: environment).get()
        let chain = try chain(loaded)
        #expect(chain.nodes.map(\.url) == ["https://c.example", "https://d.example"])
        #expect(chain.grace[.super] == .seconds(1))
        #expect(chain.thresholds[.super] == 11_000_000_000)
        #expect(chain.lookups.rate == 7)
        #expect(loaded.effectiveText.contains("super: \"1s\"  # $K3S_DAAS_GRACE_SUPER\n"))
    }

    @Test func `a file or a chain decides, and never both`() throws {
        let ground = try Ground()
        #expect(
            Ground.problems(ground.listenerFlags) == [
                "--ledger-file: is required, or --cluster-file: without a ledger nobody is anybody"
            ])
        #expect(
            Ground.problems(ground.chainFlags() + ["--ledger-file", ground.ledger]) == [
                "--cluster-file: is given beside --ledger-file; one alone decides"
            ])
        let path = ground.file("chain: {clusterFile: /x, quorum: 1}\n")
        #expect(
            Ground.problems(ground.flags + ["-c", path]) == [
                "\(path):3:22: chain.clusterFile: is given beside --ledger-file; one alone decides"
            ])
    }

    @Test func `what belongs to the other one is pointed out where it stands`() throws {
        let ground = try Ground()
        let path = ground.file("chain: {quorum: 1, grace: {super: 0s}}\nledger: {maxSize: 1MiB}\n")
        #expect(
            Ground.problems(ground.flags + ["-c", path, "--max-age=1s", "--insecure-dev-ledger"]) == [
                "\(path):3:17: chain.quorum: means nothing without --cluster-file",
                "--max-age: means nothing without --cluster-file",
                "\(path):3:35: chain.grace.super: means nothing without --cluster-file",
                "--insecure-dev-ledger: means nothing without --cluster-file",
            ])
        #expect(
            Ground.problems(ground.chainFlags() + ["-c", path, "--ledger-reload-interval=1s"]) == [
                "--ledger-reload-interval: means nothing without --ledger-file",
                "\(path):4:19: ledger.maxSize: means nothing without --ledger-file",
            ])
    }

    /// A flag, what it takes, and what it refuses with the start of the reason: n-1, n, n+1 at both ends.
    static let bounds: [(flag: String, taken: [String], refused: [String], reason: String)] = [
        ("--quorum", ["1", "2"], ["0", "9"], "must be from 1 to 8"),
        ("--poll-interval", ["50ms", "51ms", "9999ms", "10s"], ["49ms", "10001ms"], "must be from 50ms to 10s"),
        ("--max-age", ["1s", "1001ms", "59s", "60s", "1m"], ["999ms", "60001ms"], "must be from 1s to 1m"),
        ("--grace-viewer", ["5m", "23h", "24h"], ["86401s"], "must be from 0s to 24h"),
        ("--grace-developer", ["1m", "15m"], ["86401s"], "must be from 0s to 24h"),
        ("--grace-admin", ["0s", "1ms", "5m"], ["86401s"], "must be from 0s to 24h"),
        ("--grace-super", ["0s", "1ms", "1m"], ["86401s"], "must be from 0s to 24h"),
        ("--lookup-rate", ["1", "2", "99999", "100000"], ["0", "100001"], "must be from 1 to 100000"),
        ("--lookup-burst", ["1", "2", "99999", "100000"], ["0", "100001"], "must be from 1 to 100000"),
        ("--lookup-concurrent", ["1", "2", "9999", "10000"], ["0", "10001"], "must be from 1 to 10000"),
        ("--lookup-timeout", ["100ms", "101ms", "1999ms", "2s"], ["99ms", "2001ms"], "must be from 100ms to 2s"),
        ("--threshold-viewer", ["0SUI", "2.5SUI", "2.5 SUI"], ["2.5", "SUI", "-1SUI"], "must be an amount such as"),
        ("--threshold-developer", ["2.5SUI"], ["2"], "must be an amount such as 2.5SUI"),
        ("--threshold-admin", ["18446744073SUI"], ["18446744074SUI"], "must be an amount such as 2.5SUI"),
        ("--threshold-super", ["0.000000001SUI"], ["0.0000000001SUI"], "must be an amount such as 2.5SUI"),
        ("--insecure-dev-ledger", ["false"], ["no"], "must be true or false"),
        ("--position-file", ["/p", "p"], ["", String(repeating: "p", count: 4096)], "must "),
    ]

    @Test(arguments: bounds) func `each value has its bounds`(
        _ flag: String, _ taken: [String], _ refused: [String], _ reason: String
    ) throws {
        let ground = try Ground()
        for text in taken { #expect(Ground.problems(ground.chainFlags() + ["\(flag)=\(text)"]) == [], "\(text)") }
        for text in refused {
            let found = Ground.problems(ground.chainFlags() + ["\(flag)=\(text)"])
            #expect(found.count == 1 && found.first?.hasPrefix("\(flag): \(reason)") == true, "\(found)")
        }
    }

    @Test func `every setting of the chain is tried at its bounds or by a test of its own`() {
        let others = ["--cluster-file", "--node", "--node-credentials-file"]
        #expect(
            Set(ChainSettings.all.map(\.flag))
                == Set(Self.bounds.map(\.flag) + others).subtracting([
                    "--insecure-dev-ledger"
                ]))
    }

    @Test func `wrong values in a file are named by their keys`() throws {
        let ground = try Ground()
        let path = ground.file(
            "chain: {maxAge: 61s, grace: {admin: 1d}, lookups: {rates: 1}, thresholds: {super: 1}}\n")
        #expect(
            Ground.problems(ground.chainFlags() + ["-c", path]) == [
                "\(path):3:52: chain.lookups: \"rates\" is not known here; did you mean rate?",
                "\(path):3:17: chain.maxAge: must be from 1s to 1m; got \"61s\"",
                "\(path):3:37: chain.grace.admin: must be a duration such as 250ms, 2.5s, 2m or 1h; got \"1d\"",
                "\(path):3:83: chain.thresholds.super: must be an amount such as 2.5SUI; got \"1\"",
            ])
    }

    @Test(
        arguments: [
            (["--grace-viewer=299s"], "--grace-developer: must not be longer than --grace-viewer"),
            (["--grace-developer=59s"], "--grace-admin: must not be longer than --grace-developer"),
            (["--grace-super=61s"], "--grace-super: must not be longer than --grace-admin"),
            (["--grace-viewer=5m"], nil), (["--grace-super=60s"], nil),
            (["--grace-viewer=0s", "--grace-developer=0s", "--grace-admin=0s"], nil),
            (
                ["--threshold-viewer=2SUI", "--threshold-super=1.999999999SUI"],
                "--threshold-super: must not be less than --threshold-viewer"
            ),
            (
                ["--threshold-developer=3SUI", "--threshold-admin=2SUI", "--threshold-super=4SUI"],
                "--threshold-admin: must not be less than --threshold-developer"
            ),
            (["--threshold-viewer=2SUI", "--threshold-super=2SUI"], nil),
        ] as [([String], String?)])
    func `a higher tier is never kept longer nor costs less`(_ flags: [String], _ expected: String?) throws {
        let ground = try Ground()
        #expect(Ground.problems(ground.chainFlags() + flags) == (expected.map { [$0] } ?? []))
    }
}
