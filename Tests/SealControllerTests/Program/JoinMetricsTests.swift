// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import KubeClient
import Telemetry
import Testing

@testable import SealController

@Suite struct JoinMetricsTests {
    private static func page(_ registry: Registry) -> [String] {
        var page = ByteBuffer()
        registry.render(into: &page)
        return String(decoding: page.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `what joins, sweeps and shared keys come to is on the page`() throws {
        let world = try JoinWorld()
        let ring = try NonceKeyRing()
        let reaper = TokenReaper(JoinObjects(world.objects), JoinSettings()) { true }
        let registry = Registry()
        JoinMetrics(world.service, reaper, ring).register(in: registry)
        let before = Self.page(registry)
        for line in [
            #"k3s_daas_join_token_sweeps_total{result="ended"} 0"#,
            #"k3s_daas_join_token_sweeps_total{result="failed"} 0"#, "k3s_daas_nonces_shared 0",
            #"k3s_daas_joins_total{result="not_leader"} 0"#,
        ] { #expect(before.contains(line), "\(line)") }
        // One token that a join has made, whose time is over; then a search that the cluster does not answer.
        _ = try world.join()
        reaper.sweep(now: WallTime(seconds: JoinWorld.now.seconds + 660))
        world.objects.fail([0: .lost])
        reaper.sweep(now: JoinWorld.now)
        ring.take(try .random(at: JoinWorld.now))
        world.chain.lead(false)
        world.service.join(try world.request(try world.claim()), owner: world.owner, now: JoinWorld.now) { _ in }
        let after = Self.page(registry)
        for line in [
            #"k3s_daas_join_token_sweeps_total{result="ended"} 1"#,
            #"k3s_daas_join_token_sweeps_total{result="failed"} 1"#, "k3s_daas_nonces_shared 1",
            #"k3s_daas_joins_total{result="not_leader"} 1"#,
        ] { #expect(after.contains(line), "\(line)") }
    }
}
