// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

/// What a stake is worth, and how it is said.
struct StakeQuotaTests {
    static let sui: UInt64 = 1_000_000_000

    @Test func `counts whole SUI, and nothing for what is over`() {
        let quota = StakeQuota()
        #expect(quota.limit(ofStake: 0) == Quota(cpu: 0, memory: 0, pods: 0, storage: 0))
        #expect(quota.limit(ofStake: Self.sui - 1) == Quota(cpu: 0, memory: 0, pods: 0, storage: 0))
        let one = Quota(cpu: 1000, memory: 2_147_483_648, pods: 10, storage: 10_737_418_240)
        #expect(quota.limit(ofStake: Self.sui) == one)
        #expect(quota.limit(ofStake: 2 * Self.sui - 1) == one)
        let two = Quota(cpu: 2000, memory: 4_294_967_296, pods: 20, storage: 21_474_836_480)
        #expect(quota.limit(ofStake: 2 * Self.sui) == two)
    }

    @Test func `adds what there is without regard to the stake`() {
        let quota = StakeQuota(
            base: Quota(cpu: 250, memory: 1, pods: 2, storage: 3),
            perSUI: Quota(cpu: 100, memory: 10, pods: 0, storage: 5))
        #expect(quota.limit(ofStake: 0) == Quota(cpu: 250, memory: 1, pods: 2, storage: 3))
        #expect(quota.limit(ofStake: 3 * Self.sui) == Quota(cpu: 550, memory: 31, pods: 2, storage: 18))
    }

    @Test func `is the most that can be counted where it is more`() {
        let quota = StakeQuota(
            base: Quota(cpu: .max, memory: 1, pods: 0, storage: .max),
            perSUI: Quota(cpu: 1, memory: .max, pods: .max, storage: 0))
        #expect(quota.limit(ofStake: Self.sui) == Quota(cpu: .max, memory: .max, pods: .max, storage: .max))
        #expect(quota.limit(ofStake: .max).pods == .max)
        // 18 446 744 073 SUI of 2 GiB each are more than 2^63 bytes.
        #expect(StakeQuota().limit(ofStake: .max).memory == .max)
        #expect(StakeQuota().limit(ofStake: .max).cpu == 18_446_744_073_000)
    }

    @Test(arguments: [
        (0, "0 CPU"), (1, "0.001 CPU"), (50, "0.05 CPU"), (250, "0.25 CPU"), (1000, "1 CPU"), (1500, "1.5 CPU"),
        (2001, "2.001 CPU"), (64_000, "64 CPU"), (.max, "more CPU than can be counted"),
    ])
    func `says processors`(_ cpu: Int, _ text: String) { #expect(Quota.text(cpu: cpu) == text) }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1025, "1025 bytes"),
        (4_294_967_296, "4 GiB"), (4_294_967_297, "4294967297 bytes"), (1_610_612_736, "1.5 GiB"),
        (1_342_177_280, "1.25 GiB"), (2_000_000_000, "1953125 KiB"), (1_152_921_504_606_846_976, "1 EiB"),
        (8_070_450_532_247_928_832, "7 EiB"), (.max - 1, "9223372036854775806 bytes"),
        (.max, "more bytes than can be counted"),
    ])
    func `says bytes exactly`(_ bytes: Int, _ text: String) { #expect(Quota.text(bytes: bytes) == text) }

    @Test func `adds and multiplies without wrapping around`() {
        let much = Quota(cpu: .max, memory: .max - 1, pods: 1, storage: 1 << 62)
        #expect(much.adding(much) == Quota(cpu: .max, memory: .max, pods: 2, storage: .max))
        #expect(much.times(2) == Quota(cpu: .max, memory: .max, pods: 2, storage: .max))
        #expect(much.times(0) == Quota(cpu: 0, memory: 0, pods: 0, storage: 0))
        #expect(much.times(.max).pods == .max)
    }
}
