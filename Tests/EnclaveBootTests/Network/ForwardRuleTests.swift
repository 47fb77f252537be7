// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import Telemetry
import Testing

@testable import EnclaveBoot

struct ForwardRuleTests {
    @Test(arguments: [
        ("tcp:0.0.0.0:6443=vsock:16:6443", "tcp:0.0.0.0:6443", "vsock:16:6443"),
        ("vsock:8443=tcp:node.example:443", "vsock:8443", "tcp:node.example:443"),
        ("unix:/run/a=tcp:127.0.0.1:80", "unix:/run/a", "tcp:127.0.0.1:80"),
        ("vsock:8443=tcp:[::1]:443", "vsock:8443", "tcp:[::1]:443"),
        ("vsock:8443=tcp:a-1.B.x0:1", "vsock:8443", "tcp:a-1.B.x0:1"),
    ])
    func `reads a way through`(_ text: String, _ source: String, _ target: String) throws {
        let rule = try #require(ForwardRule(text))
        #expect(rule.source.description == source)
        #expect(rule.target.description == target)
        #expect(rule.name == source)
    }

    @Test(arguments: [
        "", "=", "vsock:8443", "vsock:8443=", "=tcp:127.0.0.1:80", "tcp:name:80=vsock:16:1", "vsock:1=vsock:2",
        "vsock:1=tcp:127.0.0.1:0", "vsock:1=tcp:a..b:80", "vsock:1=tcp:-a:80", "vsock:1=tcp:a-:80",
        "vsock:1=tcp:a_b:80", "vsock:1=tcp:1.2.3:80", "vsock:1=tcp:2130706433:80", "vsock:1=tcp:a.7:80",
        "vsock:1=tcp:a:080", "vsock:1=tcp:a:65536", "vsock:1=tcp:a:0", "vsock:1=tcp:a:+1", "vsock:1=tcp:a:1:1",
        "vsock:1=tcp::80",
        "vsock:1=udp:a:80",
    ])
    func `refuses what is none`(_ text: String) {
        #expect(ForwardRule(text) == nil)
    }

    @Test func `the command binds each way to the one enclave`() throws {
        let plan = try #require(
            try ForwardCommand.plan([
                "--cid", "16", "--map", "tcp:0.0.0.0:6443=vsock:16:6443", "--map=vsock:8443=tcp:node.example:443",
                "--connections=7", "--connections-per-map", "5", "--connect-timeout=3s", "--idle-timeout=2m",
                "--drain-timeout=0s", "--ops-address=127.0.0.1:9464", "--log-format=json",
            ]))
        #expect(plan.rules.map(\.name) == ["tcp:0.0.0.0:6443", "vsock:8443"])
        #expect(plan.rules.map(\.peer) == [16, 16])
        #expect(plan.limits.connections == 7 && plan.limits.connectionsPerRule == 5)
        #expect(plan.limits.connect == .seconds(3) && plan.limits.idle == .seconds(120))
        #expect(plan.drain == .zero && plan.opsAddress?.port == 9464 && plan.logFormat == .json)
    }

    static let wrong: [([String], Problem.Code, String)] = [
        ([], .missingValue, "--map"),
        (["--map", "vsock:1=tcp:127.0.0.1:1"], .missingValue, "--cid"),
        (["--map", "tcp:127.0.0.1:1=vsock:17:1", "--cid=16"], .conflict, "--map"),
        (["--map", "tcp:127.0.0.1:1=vsock:17:1", "--map", "tcp:127.0.0.1:1=vsock:17:2"], .conflict, "--map"),
        (["--map", "tcp:127.0.0.1:1"], .invalidValue, "--map"),
        (["--map", "tcp:127.0.0.1:1=vsock:17:1", "--cid=2"], .outOfRange, "--cid"),
        (["--map", "tcp:127.0.0.1:1=vsock:17:1", "--ops-address=0.0.0.0:1"], .invalidValue, "--ops-address"),
        (["--map", "tcp:127.0.0.1:1=vsock:17:1", "--secret=x"], .unknownFlag, "--secret"),
    ]

    @Test(arguments: wrong) func `the command says what is wrong`(
        _ arguments: [String], _ code: Problem.Code, _ flag: String
    ) {
        let error = #expect(throws: ConfigurationError.self) { _ = try ForwardCommand.plan(arguments) }
        #expect(error?.problems.map(\.code) == [code])
        #expect(error?.description.contains(flag) == true)
    }

    @Test func `help names every flag, in lines that a terminal shows`() throws {
        let outcome = ForwardCommand.run(["--help"])
        #expect(outcome.exit == .ok)
        for flag in ["--map FROM=TO", "--cid", "--connections", "--ops-address", "--drain-timeout"] {
            #expect(outcome.output.contains(flag))
        }
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a slot's next tenant is not woken by an old event`() throws {
        var table = ForwardTable()
        let deadline = Monotonic(nanoseconds: 7)
        func enter() throws -> ForwardPair {
            let (slot, generation) = table.nextSlot()
            let pair = ForwardPair(
                rule: 0, slot: slot, generation: generation, source: try Descriptor.standardError(),
                connectDeadline: deadline)
            table.insert(pair)
            return pair
        }
        let first = try enter()
        #expect(table.pair(token: first.token) === first && table.pair(token: first.token | 1) === first)
        table.remove(first)
        let second = try enter()
        #expect(second.slot == first.slot)
        #expect(table.pair(token: first.token) == nil && !table.holds(first))
        #expect(table.pair(token: second.token) === second && table.count == 1)
        #expect(table.takeExpired(at: Monotonic(nanoseconds: 6)).isEmpty)
        let expired = table.takeExpired(at: Monotonic(nanoseconds: 7))
        #expect(expired.count == 1 && expired.first === second)
    }

    @Test func `every rule has every series`() throws {
        var statistics = ForwardStatistics(rule: "vsock:6443")
        statistics.open = 2
        statistics.accepted = 9
        (statistics.bytesToTarget, statistics.bytesToSource) = (100, 200)
        statistics.refused[.ruleLimit] = 3
        let now = statistics
        let registry = Registry()
        registry.register(ForwardMetrics { [now] })
        var buffer = ByteBuffer()
        registry.render(into: &buffer)
        let text = String(decoding: buffer.bytes, as: UTF8.self)
        for line in [
            #"k3s_daas_enclave_forward_connections_open{rule="vsock:6443"} 2"#,
            #"k3s_daas_enclave_forward_connections_total{rule="vsock:6443"} 9"#,
            #"k3s_daas_enclave_forward_refused_total{rule="vsock:6443",cause="rule_limit"} 3"#,
            #"k3s_daas_enclave_forward_refused_total{rule="vsock:6443",cause="peer"} 0"#,
            #"k3s_daas_enclave_forward_failures_total{rule="vsock:6443",cause="target_reset"} 0"#,
            #"k3s_daas_enclave_forward_bytes_total{rule="vsock:6443",direction="to_target"} 100"#,
            #"k3s_daas_enclave_forward_bytes_total{rule="vsock:6443",direction="to_source"} 200"#,
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }
}
