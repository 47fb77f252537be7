// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What is kept of a request until it is answered.
struct APITicket: Sendable {
    let route: Route
    let id: UInt64
    let received: Monotonic
    let peer: PeerAddress?
    let shard: Int

    /// Counts the answer.
    func finish(_ answer: APIAnswer, _ metrics: APIMetrics) {
        metrics.requests.add(to: Labels(route, APIMetrics.Result(answer.code)), shard: shard)
        metrics.duration.observe(from: received, to: .now, for: route, shard: shard)
    }
}
