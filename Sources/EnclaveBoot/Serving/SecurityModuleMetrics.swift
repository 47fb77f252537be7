// SPDX-License-Identifier: Apache-2.0
public import NSM
public import Telemetry

/// The security module's families: how often it was asked, what was not answered, and who waits.
public struct SecurityModuleMetrics: Collector {
    private static let calls = Family(
        .counter, "k3s_daas_enclave_nsm_requests_total", "Requests that the security module was asked.")
    private static let failures = Family(
        .counter, "k3s_daas_enclave_nsm_failures_total", "Requests that were not answered, by cause.",
        labels: ["cause"])
    private static let waiting = Family(
        .gauge, "k3s_daas_enclave_nsm_requests_waiting", "Requests that wait for the security module.")

    private let statistics: @Sendable () -> SecurityModuleStatistics

    /// Takes where counts come from: ``SecurityModule/statistics``.
    public init(_ statistics: @escaping @Sendable () -> SecurityModuleStatistics) { self.statistics = statistics }

    /// All of them.
    public var families: [Family] { [Self.calls, Self.failures, Self.waiting] }

    /// Takes one look and writes it.
    public func collect(into exposition: inout Exposition) {
        let now = statistics()
        exposition.write(Self.calls, [.init(.count(now.calls))])
        exposition.write(
            Self.failures,
            NSMError.Code.allCases.map { .init(.count(now.failures[$0] ?? 0), labels: [$0.rawValue]) })
        exposition.write(Self.waiting, [.init(.count(UInt64(clamping: now.waiting)))])
    }
}
