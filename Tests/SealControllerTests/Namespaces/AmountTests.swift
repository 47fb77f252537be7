// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

/// The texts are those that a kube-apiserver 1.36 writes back.
struct AmountTests {
    static let thousandths: [(Int, String)] = [
        (0, "0"), (1, "1m"), (250, "250m"), (999, "999m"), (1000, "1"), (1001, "1001m"), (1500, "1500m"), (2000, "2"),
        (20_000, "20"), (1_000_000, "1k"), (1_500_000, "1500"), (2_000_000_000, "2M"),
    ]

    @Test(arguments: thousandths)
    func `processors`(_ thousandths: Int, _ text: String) { #expect(Amount.processors(thousandths) == text) }

    static let counts: [(Int, String)] = [
        (0, "0"), (1, "1"), (20, "20"), (999, "999"), (1000, "1k"), (1500, "1500"), (20_000, "20k"),
    ]

    @Test(arguments: counts)
    func `numbers`(_ count: Int, _ text: String) { #expect(Amount.count(count) == text) }

    static let sizes: [(Int, String)] = [
        (0, "0"), (1, "1"), (1000, "1k"), (1023, "1023"), (1024, "1Ki"), (1025, "1025"), (1536, "1536"),
        (1 << 20, "1Mi"), (3 << 19, "1536Ki"), (4 << 30, "4Gi"), (1000 << 20, "1000Mi"), (1 << 60, "1Ei"),
        (Int.max, "9223372036854775807"),
    ]

    @Test(arguments: sizes)
    func `bytes`(_ bytes: Int, _ text: String) { #expect(Amount.bytes(bytes) == text) }
}
