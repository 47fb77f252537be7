// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What joins count, looked at when somebody asks; docs/api.md explains it to people.
struct JoinMetrics {
    private let service: JoinService
    private let reaper: TokenReaper
    private let ring: NonceKeyRing

    init(_ service: JoinService, _ reaper: TokenReaper, _ ring: NonceKeyRing) {
        self.service = service
        self.reaper = reaper
        self.ring = ring
    }

    /// Registers the families.
    func register(in registry: Registry) {
        let (service, reaper, ring) = (service, reaper, ring)
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_joins_total", "Machines that asked to join, by what became of it.",
                    labels: ["result"])
            ) {
                let counts = service.counts
                let refused = JoinRefusal.all.map { ($0.label, counts.refused[$0.label] ?? 0) }
                return ([("joined", counts.joined)] + refused).map { .init(.count(UInt64($0.1)), labels: [$0.0]) }
            })
        registry.register(
            Observed.gauge("k3s_daas_joins_in_hand", "Machines that are joining.") { .count(UInt64(service.inHand)) })
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_join_token_sweeps_total",
                    "What the search for join tokens that have served their purpose came to, by result.",
                    labels: ["result"])
            ) {
                let counts = reaper.counts
                return [
                    .init(.count(UInt64(counts.ended)), labels: ["ended"]),
                    .init(.count(UInt64(counts.failed)), labels: ["failed"]),
                ]
            })
        registry.register(
            Observed.gauge("k3s_daas_nonces_shared", "1 if other controllers know the nonces of this one.") {
                .count(ring.isShared ? 1 : 0)
            })
    }
}
