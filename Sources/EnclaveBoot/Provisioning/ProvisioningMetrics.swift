// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Kernel
internal import Telemetry

/// What happened where secrets are brought, and how far the state has come.
final class ProvisioningMetrics: Collector {
    private static let outcomes = Family(
        .counter, "k3s_daas_enclave_provisioning_total",
        "What was done for who is connected where secrets are brought.", labels: ["outcome"])
    private static let refusals = Family(
        .counter, "k3s_daas_enclave_provisioning_refused_total",
        "What was refused where secrets are brought; only what was.", labels: ["code"])
    private static let awaited = Family(
        .gauge, "k3s_daas_enclave_secrets_awaited", "How many secrets must be there before programs start.")
    private static let sequence = Family(
        .gauge, "k3s_daas_enclave_state_sequence",
        "The number of the last snapshot that was saved or restored; 0 is none."
    )

    private enum Outcome: String, CaseIterable {
        case attested, kept, saved, restored, lost, deaf
    }

    private struct Counts: Sendable {
        var outcomes: [Outcome: UInt64] = [:]
        var refusals: [ProvisioningRefusal.Code: UInt64] = [:]
        var awaited = 0
        var sequence: UInt64 = 0
    }

    private let counts = Locked(Counts())

    var families: [Family] { [Self.outcomes, Self.refusals, Self.awaited, Self.sequence] }

    /// So many secrets are waited for; none once all are there.
    func await(_ count: Int) { counts.withLock { $0.awaited = count } }

    /// Counts what happened.
    func take(_ event: ProvisioningEvent) {
        counts.withLock { counts in
            switch event {
            case .connected: break
            case .attested: counts.outcomes[.attested, default: 0] += 1
            case .kept: counts.outcomes[.kept, default: 0] += 1
            case .saved(let sequence, _):
                counts.outcomes[.saved, default: 0] += 1
                counts.sequence = sequence
            case .restored(let sequence):
                counts.outcomes[.restored, default: 0] += 1
                counts.sequence = sequence
            case .refused(let refusal, _): counts.refusals[refusal.code, default: 0] += 1
            case .lost: counts.outcomes[.lost, default: 0] += 1
            case .deaf: counts.outcomes[.deaf, default: 0] += 1
            }
        }
    }

    func collect(into exposition: inout Exposition) {
        let counts = counts.withLock { $0 }
        exposition.write(
            Self.outcomes,
            Outcome.allCases.map { .init(.count(counts.outcomes[$0] ?? 0), labels: [$0.rawValue]) })
        exposition.write(
            Self.refusals,
            ProvisioningRefusal.Code.allCases.compactMap { code in
                counts.refusals[code].map { .init(.count($0), labels: [code.rawValue]) }
            })
        exposition.write(Self.awaited, [.init(.count(UInt64(counts.awaited)), labels: [])])
        exposition.write(Self.sequence, [.init(.count(counts.sequence), labels: [])])
    }
}
