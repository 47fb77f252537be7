// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import TestSupport
import Testing

@testable import SealController

struct HomeRecordTests {
    static func view(
        _ annotations: [String: String] = [:], labels: [String: String] = ["k3s-daas.io/managed": "namespaces"],
        isLeaving: Bool = false
    ) -> ManagedView {
        ManagedView(
            kind: .namespaces, namespace: HomeRun.home(1), name: HomeRun.home(1), uid: "u", resourceVersion: "7",
            isLeaving: isLeaving, created: Sample.start,
            content: .object(["metadata": .object(["labels": .texts(labels), "annotations": .texts(annotations)])]))
    }

    @Test func `a record is read as it was written`() {
        for phase in HomeRecord.Phase.allCases.map(Optional.some) + [nil] {
            for tier in [Tier.developer, .admin, .super] {
                let record = HomeRecord(
                    HomeStanding(tier: tier, stake: 5_500_000_001), phase, cause: .slashed,
                    lostSince: phase == nil ? nil : Sample.start, scaledSince: Sample.wall(100))
                #expect(HomeRecord(of: Self.view(record.annotations)) == record)
            }
        }
    }

    @Test func `annotations have their names for ever`() {
        let record = HomeRecord(
            HomeStanding(tier: .admin, stake: 7), .scaling, cause: .unstaked, lostSince: Sample.start,
            scaledSince: Sample.wall(60))
        #expect(
            record.annotations == [
                "k3s-daas.io/tier": "admin", "k3s-daas.io/stake-mist": "7", "k3s-daas.io/phase": "scaling",
                "k3s-daas.io/lost-cause": "unstaked", "k3s-daas.io/lost-since": "2026-11-22T01:30:00Z",
                "k3s-daas.io/scaled-since": "2026-11-22T01:31:00Z",
            ])
    }

    @Test func `what cannot be read is the least, or nothing`() {
        let record = HomeRecord(
            of: Self.view([
                "k3s-daas.io/tier": "emperor", "k3s-daas.io/stake-mist": "9", "k3s-daas.io/phase": "gone",
                "k3s-daas.io/lost-since": "yesterday",
            ]))
        #expect(record == HomeRecord(HomeStanding(tier: .developer, stake: 0)))
        #expect(
            HomeRecord(of: Self.view(["k3s-daas.io/tier": "admin", "k3s-daas.io/stake-mist": "-1"])).standing.stake == 0
        )
    }

    @Test func `times are kept by the second`() {
        let record = HomeRecord(HomeStanding(tier: .developer, stake: 0), .lost, lostSince: Sample.wall(0.9))
        #expect(record.written.lostSince == Sample.wall(0) && record != record.written)
    }
}
