// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import StakeWorker

@Suite struct ConfigurationTests {
    private static func load(
        _ text: String? = nil, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws(ConfigurationError) -> LoadedWorkerConfiguration {
        let folder: TemporaryFolder
        do { folder = try TemporaryFolder() } catch { throw ConfigurationError([]) }
        var arguments = arguments
        if let text {
            try? folder.write("worker-config.yaml", text)
            arguments += ["--config", folder.path + "/worker-config.yaml"]
        }
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: WorkerSettings.all, problems: problems)
        defer { withExtendedLifetime(folder) {} }
        return try WorkerConfiguration.load(flags, environment: environment, problems: problems, defaults: [])
    }

    /// What a mistake is called, and which setting it is about.
    private static func faults(_ text: String?, _ arguments: [String] = []) -> [String] {
        do throws(ConfigurationError) {
            _ = try load(text, arguments)
            return []
        } catch {
            return error.problems.map { "\($0.code.rawValue) \($0.key.isEmpty ? $0.source.description : $0.key)" }
        }
    }

    @Test func `defaults are what the documentation says`() throws {
        let configuration = try Self.load().configuration
        #expect(configuration.clusterFile == "/etc/k3s-daas/cluster.yaml" && configuration.nodeID == nil)
        #expect(configuration.stake.amount == 1_000_000_000 && configuration.stake.buffer == 100_000_000)
        #expect(configuration.stake.increases == nil && configuration.stake.minimum == 0)
        #expect(configuration.master.url == nil && !configuration.isObserver)
        #expect(configuration.master.trust == .enclave(.init(measurements: [], root: .aws)))
        #expect(configuration.agent.unit == "k3s-agent.service" && configuration.agent.grace == .seconds(300))
        #expect(configuration.agent.configFile == "/etc/rancher/k3s/config.yaml.d/50-stake.yaml")
        #expect(configuration.agent.passwordFile == "/etc/rancher/node/password")
        #expect(configuration.heartbeatInterval == .seconds(30) && configuration.reportInterval == .seconds(720))
        #expect("\(configuration.listenAddress)" == "127.0.0.1:8080")
    }

    @Test func `a file in YAML and the same in JSON are read alike`() throws {
        let yaml = """
            apiVersion: k3s-daas.io/v1alpha1
            kind: WorkerConfiguration
            node_id: rack-1
            stake_amount: 2.5SUI
            min_stake: 2SUI
            auto_increase_stake: true
            max_stake: 5SUI
            max_daily_increase: 1SUI
            master_url: https://master.example:9443
            heartbeat_interval: 20s
            sui_rpc_endpoints: [grpc=https://node.example]
            """
        let json = """
            {"node_id": "rack-1", "stake_amount": "2.5SUI", "min_stake": "2SUI", "auto_increase_stake": true,
             "max_stake": "5SUI", "max_daily_increase": "1SUI", "master_url": "https://master.example:9443/",
             "heartbeat_interval": "20s", "sui_rpc_endpoints": ["grpc=https://node.example"]}
            """
        for text in [yaml, json] {
            let configuration = try Self.load(text).configuration
            #expect(configuration.nodeID == "rack-1" && configuration.stake.amount == 2_500_000_000)
            #expect(configuration.stake.increases == .init(maximum: 5_000_000_000, daily: 1_000_000_000))
            #expect(configuration.master.url == "https://master.example:9443")
            #expect(configuration.heartbeatInterval == .seconds(20))
            #expect(configuration.nodes.map(\.url) == ["https://node.example"])
        }
    }

    @Test func `flags come before variables, and those before the file`() throws {
        let text = "node_id: of-file\ndrain_grace: 1m\nlog_level: debug\n"
        let variables = ["K3S_DAAS_NODE_ID": "of-variable", "K3S_DAAS_DRAIN_GRACE": "2m"]
        let configuration = try Self.load(text, ["--node-id", "of-flag"], environment: variables).configuration
        #expect(configuration.nodeID == "of-flag" && configuration.agent.grace == .seconds(120))
        #expect(configuration.logLevel == .debug)
    }

    @Test func `what is in force can be read back`() throws {
        let text = "node_id: rack-1\nmaster_url: https://m:9443\nmaster_trust: ca-file\nmaster_ca_file: /etc/ca.pem\n"
        let loaded = try Self.load(text)
        let again = try Self.load(loaded.effectiveText)
        #expect(again.configuration.master == loaded.configuration.master && again.configuration.nodeID == "rack-1")
        #expect(again.configuration.master.trust == .authority(file: "/etc/ca.pem"))
    }

    /// A file, and what is wrong with it.
    static let mistakes: [(String, [String])] = [
        ("node_id: Rack_1\n", ["invalid_value node_id"]), ("node_id: -a\n", ["invalid_value node_id"]),
        ("nodeid: a\n", ["unknown_key <root>"]), ("kind: Cluster\n", ["invalid_value kind"]),
        ("stake_amount: 1\n", ["invalid_value stake_amount"]),
        ("stake_amount: 1SUI\nmin_stake: 2SUI\n", ["conflict stake_amount"]),
        ("auto_increase_stake: true\n", ["missing --max-stake", "missing --max-daily-increase"]),
        ("auto_increase_stake: true\nmax_stake: 0.5SUI\nmax_daily_increase: 1SUI\n", ["conflict max_stake"]),
        ("report_interval: 599s\n", ["out_of_range report_interval"]),
        ("heartbeat_interval: 9s\n", ["out_of_range heartbeat_interval"]),
        ("master_url: http://m\n", ["invalid_value master_url"]),
        ("master_url: https://m/path\n", ["invalid_value master_url"]),
        ("master_url: https://u@m\n", ["invalid_value master_url"]),
        ("master_trust: ca-file\n", ["missing --master-url"]),
        ("master_trust: ca-file\nmaster_url: https://m\n", ["missing --master-ca-file"]),
        ("master_ca_file: /x\n", ["conflict master_ca_file"]),
        ("master_pcr0: \"00\"\n", ["invalid_value master_pcr0"]),
        ("master_pcr0: \"\(String(repeating: "1", count: 96))\"\n", ["missing --master-pcr1"]),
        ("attestation_root: mine\n", ["invalid_value attestation_root"]),
        ("listen_address: 0.0.0.0:8080\n", ["invalid_value listen_address"]),
        ("observe: true\n", ["missing --owner"]), ("owner: \"0x1\"\n", ["conflict owner"]),
        ("agent_unit: --now.service\n", ["invalid_value agent_unit"]),
        ("agent_unit: k3s\n", ["invalid_value agent_unit"]),
        ("state_folder: here\n", ["invalid_value state_folder"]),
        ("sui_rpc_credentials_file: /x\n", ["conflict sui_rpc_credentials_file"]),
    ]

    @Test(arguments: mistakes.indices) func `a mistake is named where it was made`(_ index: Int) {
        let (text, expected) = Self.mistakes[index]
        let faults = Self.faults(text)
        if expected == ["unknown_key <root>"] {
            #expect(faults.count == 1 && faults[0].hasPrefix("unknown_key"))
        } else {
            #expect(faults == expected)
        }
    }

    @Test(arguments: [("599s", false), ("600s", true), ("601s", true), ("24h", true), ("86401s", false)])
    func `reports are at least ten minutes apart`(_ text: String, _ isTaken: Bool) {
        #expect(Self.faults(nil, ["--report-interval", text]).isEmpty == isTaken)
    }

    @Test func `reports that cost score are noted`() throws {
        #expect(try Self.load(nil, ["--report-interval", "1199s"]).notes.isEmpty)
        #expect(try Self.load(nil, ["--report-interval", "1200s"]).notes.count == 1)
    }

    @Test func `who watches may be asked from elsewhere`() throws {
        let configuration = try Self.load("observe: true\nowner: \"0xa\"\nlisten_address: 0.0.0.0:8080\n").configuration
        #expect(configuration.isObserver && configuration.owner == Address(0xa))
    }

    @Test func `every setting is documented`() throws {
        let documentation = try TestFiles.text("docs/stake-worker.md")
        for setting in WorkerSettings.all where !setting.key.isEmpty {
            let key = setting.key.joined(separator: ".")
            #expect(documentation.contains("`\(key)`"), "\(key)")
        }
    }
}

extension TestFiles {
    static func text(_ path: String) throws -> String {
        String(decoding: try FileContents.read(root + path, limit: 1 << 20).bytes, as: UTF8.self)
    }
}
