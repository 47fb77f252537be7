// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import Operations
import SealAuthN
import Telemetry
import TestSupport
import Testing

@testable import WebhookServer

@Suite struct WebhookConfigurationTests {
    typealias Ground = ConfigurationGround

    // What the manual says.
    @Test func `the defaults are those of the design`() throws {
        let ground = try Ground()
        let loaded = try Ground.load(ground.flags).get()
        let configuration = loaded.configuration
        #expect(configuration.listeners.count == 1)
        #expect(configuration.listeners[0].addresses.map(\.description) == ["127.0.0.1:8443"])
        #expect(configuration.listeners[0].minimumVersion == .tls12)
        #expect(configuration.listeners[0].offersHTTP2)
        #expect(configuration.listeners[0].clientAuthentication.mode == .required)
        #expect(configuration.listeners[0].clientAuthentication.caFile == ground.authority)
        #expect(configuration.opsAddress.description == "127.0.0.1:9090")
        #expect(configuration.drainTimeout == .seconds(95))
        #expect(configuration.loops == 0)
        guard case .file(let ledger) = configuration.source else {
            Issue.record("no file")
            return
        }
        #expect(ledger == .init(file: ground.ledger, reloadInterval: .milliseconds(250), maxSize: 67_108_864))
        #expect(Tier.allCases.allSatisfy { configuration.groups[$0].isEmpty })
        #expect(
            configuration.limits
                == .init(
                    connections: 16_384, headSize: 16_384, authenticateBody: 65_536, authorizeBody: 1_048_576,
                    admitBody: 20_971_520, bodyMemory: 268_435_456, reservedBodyMemory: 33_554_432,
                    handshakeTimeout: .seconds(10), headerTimeout: .seconds(5), bodyTimeout: .seconds(10),
                    idleTimeout: .seconds(120), answerTimeout: .milliseconds(2500)))
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
        #expect(configuration.auditLog == .off)
        #expect(loaded.notes == [])
    }

    @Test func `a flag overrides a variable, a variable a file, a file the default`() throws {
        let ground = try Ground()
        let file = ["--config", ground.file("drainTimeout: 3s\nloops: 3\nlog: {level: warn, format: json}\n")]
        let environment = ["K3S_DAAS_DRAIN_TIMEOUT": "2s", "K3S_DAAS_LOOPS": "2", "K3S_DAAS_LOG_LEVEL": ""]
        let loaded = try Ground.load(ground.flags + file + ["--drain-timeout=1s"], environment: environment).get()
        #expect(loaded.configuration.drainTimeout == .seconds(1))
        #expect(loaded.configuration.loops == 2)
        #expect(loaded.configuration.logLevel == .warn)  // an empty variable is none
        #expect(loaded.configuration.logFormat == .json)
        #expect(loaded.configuration.auditLog == .off)
        for line in [
            "drainTimeout: \"1s\"  # --drain-timeout", "loops: 2  # $K3S_DAAS_LOOPS",
            "level: \"warn\"  # \(file[1]):5:14", "audit: \"off\"  # default",
        ] { #expect(loaded.effectiveText.contains(line), "\(line)") }
    }

    @Test func `a file may name several listeners with their own settings`() throws {
        let ground = try Ground()
        let path = ground.file(
            """
            tls: {certFile: \(ground.certificate), privateKeyFile: \(ground.key), minVersion: 1.3}
            ledger: {file: \(ground.ledger)}
            listeners:
              - listenAddress: "127.0.0.1:8443"
                clientAuth: {caFile: \(ground.authority), subjectNames: [kube-apiserver, system:apiserver]}
              - listenAddress: ["127.0.0.1:8444", "[::1]:8444"]
                tls: {minVersion: "1.2"}
                http2: false
                clientAuth: {mode: off}
            """)
        let loaded = try Ground.load(["-c", path]).get()
        let listeners = loaded.configuration.listeners
        #expect(
            listeners.map { $0.addresses.map(\.description) } == [
                ["127.0.0.1:8443"], ["127.0.0.1:8444", "[::1]:8444"],
            ])
        #expect(listeners.map(\.minimumVersion) == [.tls13, .tls12])
        #expect(listeners.map(\.offersHTTP2) == [true, false])
        #expect(listeners.map(\.clientAuthentication.mode) == [.required, .off])
        #expect(listeners[0].clientAuthentication.subjectNames == ["kube-apiserver", "system:apiserver"])

        // What is shown can be used: it says the same.
        let copy = ground.folder.write("copy.yaml", loaded.effectiveText)
        #expect(try Ground.load(["-c", copy]).get().configuration.listeners == listeners)
        // An address as a flag takes the place of the list.
        let one = try Ground.load(["-c", path, "--listen-address", "127.0.0.1:9", "--client-auth", "off"]).get()
        #expect(one.configuration.listeners.map { $0.addresses.map(\.description) } == [["127.0.0.1:9"]])
    }

    @Test func `several addresses may be given as flags`() throws {
        let ground = try Ground()
        let flags = ["--listen-address", "127.0.0.1:1,127.0.0.1:2", "--listen-address=[::1]:3"]
        let addresses = try Ground.load(ground.flags + flags).get().configuration.listeners[0].addresses
        #expect(addresses.map(\.description) == ["127.0.0.1:1", "127.0.0.1:2", "[::1]:3"])
    }

    @Test func `everything that is missing is said at once`() {
        #expect(
            Ground.problems([]) == [
                "--tls-cert-file: is required", "--tls-private-key-file: is required",
                "--client-ca-file: is required, so that only the apiserver can ask; "
                    + "to let anybody ask, say --client-auth off",
                "--ledger-file: is required, or --cluster-file: without a ledger nobody is anybody",
            ])
    }

    /// Flags beyond the least, and how the one problem starts.
    static let refused: [([String], String)] = [
        (["--loops", "257"], "--loops: must be from 0 to 256; got \"257\""),
        (["--loops", "two"], "--loops: must be a whole number from 0 to 256; got \"two\""),
        (["--loops=-1"], "--loops: must be a whole number from 0 to 256; got \"-1\""),
        (["--loops=01"], "--loops: must be a whole number from 0 to 256; got \"01\""),
        (["--drain-timeout", "95"], "--drain-timeout: must be a duration such as 250ms, 2.5s, 2m or 1h; got \"95\""),
        (["--drain-timeout", "2h"], "--drain-timeout: must be from 0s to 1h"),
        (["--ledger-reload-interval", "9ms"], "--ledger-reload-interval: must be from 10ms to 1h"),
        (["--max-head-size", "16KB"], "--max-head-size: must be a size"),
        (["--log-level", "trace"], "--log-level: must be one of debug, info, warn, error; got \"trace\""),
        (["--audit-log", "audit.log"], "--audit-log: must be off, - or an absolute path"),
        (["--listen-address", "localhost:8443"], "--listen-address: must be an IP address with a port"),
        (["--listen-address", "127.0.0.1:65536"], "--listen-address: must be an IP address with a port"),
        (["--listen-address", ""], "--listen-address: must be an IP address with a port"),
        (["--listen-address", "127.0.0.1:9090"], "--ops-address: 127.0.0.1:9090 is a listener's address already"),
        (["--listen-address", "127.0.0.1:1,127.0.0.1:1"], "--listen-address: a value stands twice"),
        (["--ops-address", "0.0.0.0:9090"], "--ops-address: 0.0.0.0:9090 is reached from other machines"),
        (["--client-auth", "off"], "--client-auth: is off, yet a client CA is given"),
        (
            ["--listen-address", "0.0.0.0:1", "--client-auth", "optional"],
            "--insecure-allow-remote-anonymous: 0.0.0.0:1"
        ),
        (["--tls-min-version", "1.1"], "--tls-min-version: must be one of 1.2, 1.3"),
        (["--max-body-memory", "51MiB"], "--max-body-memory: must be at least --reserved-body-memory and"),
        (["--reserved-body-memory", "1023KiB"], "--reserved-body-memory: must be at least"),
        (["--config", "/nonexistent"], "/nonexistent: cannot be read: open: No such file or directory"),
        (["--no-such-flag"], "--no-such-flag: there is no such flag"),
        (["--tls-crt-file", "x"], "--tls-crt-file: there is no such flag; did you mean --tls-cert-file?"),
        (["--TLS-cert-file=x"], "--TLS-cert-file: there is no such flag; did you mean --tls-cert-file?"),
        (["--loops"], "--loops: needs a value: --loops NUMBER"),
        (["--loops", "--log-level=info"], "--loops: needs a value"),
        (["--loops=1", "--loops=1"], "--loops: is given twice"),
        (["serve"], "the argument \"serve\" is not expected here"),
        (["--insecure-allow-remote-ops=yes"], "--insecure-allow-remote-ops: must be true or false"),
    ]

    @Test(arguments: refused)
    func `names what is wrong and what would be right`(_ flags: [String], _ expected: String) throws {
        let ground = try Ground()
        let found = Ground.problems(ground.flags + flags)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test(arguments: [
        (["--nope"], ExitCode.usage), (["--loops"], .usage), (["x"], .usage), (["--config", "/nonexistent"], .noInput),
        (["--loops", "x"], .configuration), (["--nope", "--loops", "x", "--config", "/nonexistent"], .usage),
    ])
    func `the exit status tells misuse from a wrong value`(_ flags: [String], _ status: ExitCode) throws {
        let ground = try Ground()
        guard case .failure(let error) = Ground.load(ground.flags + flags) else {
            Issue.record("accepted")
            return
        }
        #expect(error.exitCode == status)
    }

    // Without a client CA anybody who reaches the port may ask: that must be said, not forgotten.
    @Test(
        arguments: [
            ([], "--client-ca-file: is required"), (["--client-auth=required"], "--client-auth: needs a client CA"),
            (["--client-auth=optional"], "--client-auth: needs a client CA"),
            (["--client-auth=off"], nil),
            (["--client-auth=off", "--client-subject-names=x"], "--client-subject-names: means nothing"),
            (["--client-auth=off", "--listen-address=0.0.0.0:1"], "--insecure-allow-remote-anonymous: 0.0.0.0:1"),
            (["--client-auth=off", "--listen-address=0.0.0.0:1", "--insecure-allow-remote-anonymous"], nil),
        ] as [([String], String?)])
    func `no client certificates is a decision`(_ flags: [String], _ expected: String?) throws {
        let ground = try Ground()
        let least = [
            "--tls-cert-file", ground.certificate, "--tls-private-key-file", ground.key, "--ledger-file", ground.ledger,
        ]
        let found = Ground.problems(least + flags)
        #expect(found.count == (expected == nil ? 0 : 1), "\(found)")
        if let expected { #expect(found.first?.hasPrefix(expected) == true, "\(found)") }
    }

    @Test(arguments: [(0o600, true), (0o640, true), (0o644, false), (0o602, false)] as [(UInt32, Bool)])
    func `a key that everybody may open is refused`(_ mode: UInt32, _ isTaken: Bool) throws {
        let ground = try Ground()
        ground.folder.write("server.key", "key", mode: mode)
        let found = Ground.problems(ground.flags)
        #expect(found == (isTaken ? [] : ["--tls-private-key-file: \(ground.key) is open to everybody; chmod 600 it"]))
    }

    @Test func `a policy is read before anything starts, with all that is wrong with it`() throws {
        let ground = try Ground()
        let head = "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n"
        let policy = ground.folder.write("policy.yaml", head + "foo: 1\nrules: {tier: x}")
        let flags = ground.flags + ["--policy-file", policy]
        #expect(
            Ground.problems(flags) == [
                "\(policy):4:15: rules.tier: must be one of enforce, warn, audit; got \"x\"",
                "\(policy):3:1: \"foo\" is not known here",
            ])
        ground.folder.write("policy.yaml", head, mode: 0o666)
        #expect(Ground.problems(flags) == ["--policy-file: \(policy) may be written by everybody; chmod o-w it"])
        ground.folder.write("policy.yaml", head)
        #expect(try Ground.load(flags).get().configuration.policyFile == policy)
        #expect(try Ground.load(ground.flags).get().configuration.policyFile == nil)
        #expect(
            Ground.problems(ground.flags + ["--policy-file", "/nonexistent"])
                == ["--policy-file: /nonexistent cannot be read: open: No such file or directory"])
    }

    @Test func `files are looked at before anything starts`() throws {
        let ground = try Ground()
        let folder = ground.folder.path
        let found = Ground.problems([
            "--tls-cert-file", "/nonexistent", "--tls-private-key-file", folder, "--client-ca-file", "/dev/null",
            "--ledger-file", "/nonexistent",
        ])
        #expect(
            found == [
                "--tls-cert-file: /nonexistent cannot be read: open: No such file or directory",
                "--tls-private-key-file: \(folder) cannot be read: not a regular file",
                "--client-ca-file: /dev/null cannot be read: not a regular file",
                "--ledger-file: /nonexistent cannot be read: open: No such file or directory",
            ])
    }

    /// Configuration files beyond the least, and the place and start of each problem.
    static let refusedFiles: [(String, [String])] = [
        ("loop: 1", [":3:1: \"loop\" is not known here; did you mean loops?"]),
        ("tls: {minversion: 1.3}", [":3:7: tls: \"minversion\" is not known here; did you mean minVersion?"]),
        ("tls: 1.3", [":3:6: tls: must be a mapping, not a single value"]),
        ("loops: \"1\"", [":3:8: loops: must be written without quotes"]),
        ("loops: [1]", [":3:8: loops: must be a single value, not a list"]),
        ("loops:", [":3:7: loops: has no value; give it one or remove it"]),
        ("loops: 1\nloops: 2", [":4:1: \"loops\" stands twice in this mapping; remove one"]),
        ("insecure: {allowRemoteOps: yes}", [":3:28: insecure.allowRemoteOps: must be true or false; got \"yes\""]),
        ("limits: {idleTimeout: 0s, headSize: 1}", [":3:37: limits.headSize:", ":3:23: limits.idleTimeout:"]),
        ("listeners: []", [":3:12: listeners: must be a list of 1 to 16 listeners"]),
        ("listeners: [{tls: {}}]", [":3:13: listeners[0].listenAddress: is required"]),
        (
            "listeners: [{listenAddress: x, loops: 1}]",
            [":3:32: listeners[0]: \"loops\" is not known here", ":3:29: listeners[0].listenAddress: must be an IP"]
        ),
    ]

    @Test(arguments: refusedFiles)
    func `names the place in a file`(_ text: String, _ expected: [String]) throws {
        let ground = try Ground()
        let path = ground.file(text)
        let found = Ground.problems(ground.flags + ["--config", path])
        #expect(found.count == expected.count, "\(found)")
        for (found, expected) in zip(found, expected) { #expect(found.hasPrefix(path + expected), "\(found)") }
    }

    @Test func `a file of another kind is refused`() throws {
        let ground = try Ground()
        #expect(
            Ground.problems(ground.flags + ["--config", ground.file("", head: "apiVersion: v1\nkind: Pod\n")]) == [
                "\(ground.folder.path)/config.yaml:1:13: apiVersion: must be k3s-daas.io/v1alpha1",
                "\(ground.folder.path)/config.yaml:2:7: kind: must be WebhookServerConfiguration",
            ])
        #expect(Ground.problems(ground.flags + ["--config", ground.file("loops: 1\n", head: "")]).count == 2)
    }

    @Test func `what nearly is a setting's variable is pointed out, and Kubernetes' own is not`() throws {
        let ground = try Ground()
        let environment = [
            "K3S_DAAS_LOG_LEVLE": "info", "K3S_DAAS_PORT": "tcp://10.0.0.1:443", "K3S_DAAS_SERVICE_HOST": "10.0.0.1",
        ]
        let notes = try Ground.load(ground.flags, environment: environment).get().notes
        #expect(notes == ["$K3S_DAAS_LOG_LEVLE is not a setting of this program; did you mean $K3S_DAAS_LOG_LEVEL?"])
    }

    @Test func `an idle timeout that lets us close first is pointed out`() throws {
        let ground = try Ground()
        #expect(try Ground.load(ground.flags + ["--idle-timeout=90s"]).get().notes.count == 1)
        #expect(try Ground.load(ground.flags + ["--idle-timeout=91s"]).get().notes == [])
    }

    @Test func `no setting can be set by a Service's variables`() {
        for setting in WebhookSettings.all {
            #expect(!setting.name.hasPrefix("port") && !setting.name.hasPrefix("service"))
        }
    }

    @Test func `flags, letters and keys are each one setting's`() {
        let all = WebhookSettings.all
        #expect(Set(all.map(\.flag)).count == all.count)
        #expect(Set(all.map(\.key)).count == all.count)
        for setting in all { #expect(setting.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }) }
    }

    @Test func `help names every setting within eighty columns`() {
        let lines = Program.help.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        for setting in WebhookSettings.all {
            #expect(lines.contains { $0.contains("\(setting.flag)") })
            #expect(Program.help.contains("$\(setting.variable)"))
        }
    }
}
