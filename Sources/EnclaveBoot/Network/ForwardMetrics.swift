// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// A forwarder's families; one look at its counts feeds them all.
public struct ForwardMetrics: Collector {
    private static let open = Family(
        .gauge, "k3s_daas_enclave_forward_connections_open", "Forwarded connections that are open, by rule.",
        labels: ["rule"])
    private static let accepted = Family(
        .counter, "k3s_daas_enclave_forward_connections_total",
        "Connections accepted to be forwarded, those then refused included, by rule.", labels: ["rule"])
    private static let refused = Family(
        .counter, "k3s_daas_enclave_forward_refused_total", "Connections not forwarded, by rule and cause.",
        labels: ["rule", "cause"])
    private static let failed = Family(
        .counter, "k3s_daas_enclave_forward_failures_total",
        "Forwarded connections that came to no orderly end, by rule and cause.", labels: ["rule", "cause"])
    private static let bytes = Family(
        .counter, "k3s_daas_enclave_forward_bytes_total", "Bytes forwarded, by rule and direction.",
        labels: ["rule", "direction"])

    private let statistics: @Sendable () -> [ForwardStatistics]

    /// Takes where counts come from: ``Forwarder/statistics``.
    public init(_ statistics: @escaping @Sendable () -> [ForwardStatistics]) { self.statistics = statistics }

    /// All of them.
    public var families: [Family] { [Self.open, Self.accepted, Self.refused, Self.failed, Self.bytes] }

    /// Takes one look and writes it.
    public func collect(into exposition: inout Exposition) {
        let rules = statistics()
        exposition.write(Self.open, rules.map { Self.sample($0.open, [$0.rule]) })
        exposition.write(Self.accepted, rules.map { Self.sample($0.accepted, [$0.rule]) })
        exposition.write(
            Self.refused,
            rules.flatMap { rule in
                ForwardRefusal.allCases.map { Self.sample(rule.refused[$0] ?? 0, [rule.rule, $0.rawValue]) }
            })
        exposition.write(
            Self.failed,
            rules.flatMap { rule in
                ForwardFailure.allCases.map { Self.sample(rule.failed[$0] ?? 0, [rule.rule, $0.rawValue]) }
            })
        exposition.write(
            Self.bytes,
            rules.flatMap { rule in
                [
                    Self.sample(rule.bytesToTarget, [rule.rule, "to_target"]),
                    Self.sample(rule.bytesToSource, [rule.rule, "to_source"]),
                ]
            })
    }

    private static func sample(_ count: Int, _ labels: [String]) -> Observed.Sample {
        .init(.count(UInt64(clamping: count)), labels: labels)
    }
}
