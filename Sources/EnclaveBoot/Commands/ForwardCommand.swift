// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel
internal import Telemetry

/// `enclave-boot forward`: the parent's side of an enclave's network, with nothing secret in it.
///
/// It carries bytes that it cannot read. What it may connect to is what its command line names, and nothing that the enclave says.
public enum ForwardCommand {
    private static let map = Setting<[ForwardRule]>(
        "map", key: "", group: "Ways", ValueKind<ForwardRule>.forwardRule.list(atMost: 32), fallback: [],
        isFlagOnly: true,
        """
        One way through: where connections are taken, and where they are carried on to. A name is looked up anew for \
        each connection; addresses of this machine and of its link are then refused.
        """)
    private static let cid = Setting<Int?>(
        "cid", key: "", group: "Ways", ValueKind<Int>.integer(3...Int(UInt32.max - 1)).optional, fallback: nil,
        isFlagOnly: true, "The enclave's context: the only one that may come by vsock, and be gone to.")
    private static let connections = Setting(
        "connections", key: "", group: "Limits", .integer(1...65_536), fallback: ForwardLimits().connections,
        isFlagOnly: true, "Open connections, all ways together.")
    private static let connectionsPerRule = Setting(
        "connections-per-map", key: "", group: "Limits", .integer(1...65_536),
        fallback: ForwardLimits().connectionsPerRule, isFlagOnly: true, "Open connections of one way.")
    private static let connectTimeout = Setting(
        "connect-timeout", key: "", group: "Limits", .duration(.milliseconds(100)...(.seconds(120))),
        fallback: ForwardLimits().connect, isFlagOnly: true, "How long a target has to answer.")
    private static let idleTimeout = Setting(
        "idle-timeout", key: "", group: "Limits", .duration(.seconds(1)...(.seconds(86_400))),
        fallback: ForwardLimits().idle, isFlagOnly: true, "How long a connection may be silent.")
    private static let drainTimeout = Setting(
        "drain-timeout", key: "", group: "Limits", .duration(.zero...(.seconds(3600))), fallback: .seconds(20),
        isFlagOnly: true, "How long open connections are waited for at the end.")
    private static let ops = Setting<SocketAddress?>(
        "ops-address", key: "", group: "Operations", ValueKind<SocketAddress>.address.optional, fallback: nil,
        isFlagOnly: true, "Where probes and metrics are served, on loopback; nowhere if it is not given.")
    private static let format = Setting<LineEncoder.Format>(
        "log-format", key: "", group: "Operations", .oneOf, fallback: .text, isFlagOnly: true,
        "How log lines are written.")
    private static let settings: [any AnySetting] = [
        map, cid, connections, connectionsPerRule, connectTimeout, idleTimeout, drainTimeout, ops, format,
    ]

    /// How it is called.
    public static var help: String {
        """
        usage: enclave-boot forward --cid CID --map FROM=TO ... [FLAGS]

        Carries connections between an enclave and its network, on the parent. An
        endpoint is tcp:ADDRESS:PORT, vsock:CID:PORT, vsock:PORT to take connections
        at, or unix:PATH; connections are also carried on to tcp:NAME:PORT.

          --map tcp:0.0.0.0:6443=vsock:16:6443       to the enclave
          --map vsock:8443=tcp:fullnode.example:443  from it


        """ + Help.text(settings)
    }

    /// Forwards until a signal ends it; call it before any other thread exists.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        let plan: ForwardPlan?
        do throws(ConfigurationError) { plan = try self.plan(arguments) } catch { return CommandOutcome(error) }
        guard let plan else { return CommandOutcome(output: help) }
        return ForwardProcess.run(plan)
    }

    /// What the arguments say; `nil` if they ask for help.
    static func plan(_ arguments: [String]) throws(ConfigurationError) -> ForwardPlan? {
        let problems = ProblemList()
        let (resolve, wantsHelp) = BootFlags.resolver(arguments, settings: settings, problems: problems)
        if wantsHelp { return nil }
        var limits = ForwardLimits()
        limits.connections = resolve(connections).value
        limits.connectionsPerRule = resolve(connectionsPerRule).value
        limits.connect = resolve(connectTimeout).value
        limits.idle = resolve(idleTimeout).value
        let plan = ForwardPlan(
            rules: rules(resolve), limits: limits, drain: resolve(drainTimeout).value, opsAddress: resolve(ops).value,
            logFormat: resolve(format).value)
        if let address = plan.opsAddress, !address.isLoopback {
            problems.report(Problem(.invalidValue, at: .flag(ops.flag), "must be an address of loopback"))
        }
        try problems.throwIfAny()
        return plan
    }

    /// The ways, each bound to the one enclave.
    private static func rules(_ resolve: SettingsResolver) -> [ForwardRule] {
        let given = resolve(map)
        let (rules, problems) = (given.value, resolve.problems)
        if rules.isEmpty, !given.isSet {
            problems.report(Problem(.missingValue, at: .flag(map.flag), "is required"))
        }
        let peer = resolve(cid).value.map { UInt32($0) }
        let names = Set(rules.map(\.name))
        if names.count < rules.count {
            problems.report(Problem(.conflict, at: .flag(map.flag), "takes connections at one place for two targets"))
        }
        return rules.map { rule in
            if case .vsock = rule.source, peer == nil {
                let reason = "is required where connections come by vsock: any other enclave could come, too"
                problems.report(Problem(.missingValue, at: .flag(cid.flag), reason))
            }
            if case .endpoint(.vsock(let address)) = rule.target, let peer, address.cid != peer {
                problems.report(Problem(.conflict, at: .flag(map.flag), "goes to another context than --cid names"))
            }
            var rule = rule
            rule.peer = peer
            return rule
        }
    }
}

/// What the parent's side does.
struct ForwardPlan: Sendable {
    var rules: [ForwardRule]
    var limits: ForwardLimits
    var drain: Duration
    var opsAddress: SocketAddress?
    var logFormat: LineEncoder.Format
}

extension ValueKind where Value == ForwardRule {
    /// `FROM=TO`.
    static var forwardRule: ValueKind {
        ValueKind(
            "FROM=TO",
            read: { text throws(ValueRefusal) in
                guard let rule = ForwardRule(text) else {
                    throw ValueRefusal("must be two endpoints with = between them, the second with CID or port")
                }
                return rule
            }, write: { "\($0.source)=\($0.target)" })
    }
}
