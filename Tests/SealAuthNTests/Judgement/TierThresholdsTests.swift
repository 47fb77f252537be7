// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct TierThresholdsTests {
    // By design: 0.5, 2, 5 and 10 SUI, each one MIST below, at and above.
    static let amounts: [(UInt64, Tier?)] = [
        (0, nil), (499_999_999, nil), (500_000_000, .viewer), (500_000_001, .viewer), (1_999_999_999, .viewer),
        (2_000_000_000, .developer), (2_000_000_001, .developer), (4_999_999_999, .developer),
        (5_000_000_000, .admin), (5_000_000_001, .admin), (9_999_999_999, .admin), (10_000_000_000, .super),
        (10_000_000_001, .super), (.max, .super),
    ]

    @Test(arguments: amounts) func `a stake makes the highest tier that it reaches`(_ amount: UInt64, _ tier: Tier?) {
        #expect(Sample.thresholds.tier(of: amount) == tier)
    }

    // Whoever asks less for a tier than for the one below gives the higher one to nobody who has not the lower.
    static let unordered:
        [(viewer: UInt64, developer: UInt64, admin: UInt64, superuser: UInt64, amount: UInt64, Tier?)] =
            [
                (10, 20, 30, 0, 0, nil), (10, 20, 30, 0, 9, nil), (10, 20, 30, 0, 10, .viewer),
                (10, 20, 30, 0, 29, .developer), (10, 20, 30, 0, 30, .super), (.max, 0, 0, 0, .max - 1, nil),
                (.max, 0, 0, 0, .max, .super), (5, 100, 50, 60, 70, .viewer), (5, 100, 50, 60, 100, .super),
            ]

    @Test(arguments: unordered) func `thresholds out of order open nothing`(
        _ viewer: UInt64, _ developer: UInt64, _ admin: UInt64, _ superuser: UInt64, _ amount: UInt64, _ tier: Tier?
    ) {
        let thresholds = TierThresholds(viewer: viewer, developer: developer, admin: admin, superuser: superuser)
        #expect(thresholds.tier(of: amount) == tier)
    }

    @Test(arguments: [(0, 5), (4, 5), (5, 5), (6, 6), (.max, .max)] as [(UInt64, UInt64)])
    func `a floor only raises`(_ floor: UInt64, _ expected: UInt64) {
        let thresholds = TierThresholds(viewer: 5, developer: 5, admin: 5, superuser: 5)
        for tier in Tier.allCases {
            var floors = TierFloors()
            #expect(thresholds.raised(by: floors) == thresholds)
            floors[tier] = floor
            #expect(floors[tier] == floor)
            let raised = thresholds.raised(by: floors)
            for other in Tier.allCases { #expect(raised[other] == (other == tier ? expected : 5)) }
        }
    }
}
