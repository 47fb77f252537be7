// SPDX-License-Identifier: Apache-2.0
internal import Kernel
public import Telemetry

/// What serving attestations counts.
public final class AttestationMetrics: Sendable {
    /// What a document was made for.
    enum Purpose: String, MetricLabel {
        /// For a caller's nonce.
        case nonce
        /// To be kept at hand.
        case refresh
    }

    /// What came of it.
    enum Outcome: String, MetricLabel {
        case made, busy, lost, refused
    }

    let made = Counters<Labels<Purpose, Outcome>>(
        "k3s_daas_enclave_documents_total", "Documents asked of the security module, by purpose and outcome.",
        labels: ["purpose", "outcome"])
    let refused = Counter(
        "k3s_daas_enclave_documents_refused_total", "Documents of our own that our own verifier refused.")
    let limited = Counter(
        "k3s_daas_enclave_requests_limited_total", "Requests for a document that were too many for a second.")

    /// Starts at 0.
    public init() {}

    /// Registers all families, with those that look at `service`.
    public func register(in registry: Registry, _ service: AttestationService) {
        registry.register(made)
        registry.register(refused)
        registry.register(limited)
        registry.register(
            Observed.gauge(
                "k3s_daas_enclave_document_timestamp_seconds", "When the document at hand was made, since 1970."
            ) { [weak service] in service?.document.map { .count(UInt64(clamping: $0.timestamp.seconds)) } })
        registry.register(
            Observed.gauge(
                "k3s_daas_enclave_document_expiry_timestamp_seconds",
                "When the first certificate of the document at hand ends, since 1970."
            ) { [weak service] in service?.document.map { .count(UInt64(clamping: $0.chainEnds.seconds)) } })
        registry.register(
            Observed.gauge(
                "k3s_daas_enclave_security_module_lost", "1 if the security module does not answer any more."
            ) { [weak service] in service.map { .count($0.isLost ? 1 : 0) } })
    }

    func count(_ purpose: Purpose, _ result: Result<[UInt8], AttestationFailure>) {
        let outcome: Outcome =
            switch result {
            case .success: .made
            case .failure(.busy): .busy
            case .failure(.lost): .lost
            case .failure(.refused): .refused
            }
        made.add(to: Labels(purpose, outcome))
    }
}
