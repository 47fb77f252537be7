// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@Suite struct MistTests {
    @Test(arguments: [
        ("2.5 SUI", 2_500_000_000), ("2.5SUI", 2_500_000_000), ("0.000000001sui", 1), ("0 SUI", 0),
        ("10 Sui", 10_000_000_000),
        ("500000000 MIST", 500_000_000), ("1mist", 1), ("18446744073.709551615 SUI", UInt64.max),
        ("18446744073709551615 mist", UInt64.max),
    ]) func `amounts with a unit are read`(_ text: String, _ mist: UInt64) { #expect(Mist.read(text) == mist) }

    @Test(arguments: [
        "", "2", "2.5", "SUI", " 2 SUI", "2 SUI ", "2,5 SUI", ".5 SUI", "5. SUI", "1.2.3 SUI", "0.0000000001 SUI",
        "-1 SUI",
        "+1 SUI", "1e3 SUI", "1.5 MIST", "18446744073.709551616 SUI", "18446744073709551616 MIST", "2 SUIS", "٢ SUI",
    ]) func `nothing else is an amount`(_ text: String) { #expect(Mist.read(text) == nil) }

    @Test(arguments: [
        (0, "0 SUI"), (1, "0.000000001 SUI"), (500_000_000, "0.5 SUI"), (2_000_000_000, "2 SUI"),
        (UInt64.max, "18446744073.709551615 SUI"),
    ]) func `amounts are written as short as they are exact`(_ mist: UInt64, _ text: String) {
        #expect(Mist.write(mist) == text && Mist.read(text) == mist)
    }
}
