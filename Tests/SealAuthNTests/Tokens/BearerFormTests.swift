// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@Suite struct BearerFormTests {
    static let digits = String(repeating: "0a", count: 32)
    static let forms: [(String, BearerForm)] = [
        ("", .foreign), ("seal_", .foreign), ("a", .foreign), (digits, .seal), ("seal_\(digits)", .seal),
        (String(digits.dropLast()), .foreign), ("\(digits)0", .foreign), ("seal_\(digits)0", .foreign),
        ("seal-\(digits)", .foreign), ("SEAL_\(digits)", .foreign), (String(repeating: "z", count: 64), .seal),
        ("sealsig1", .foreign), ("sealsig1.", .signed), ("sealsig2.", .foreign), ("Sealsig1.", .foreign),
        (" sealsig1.", .foreign), ("sealsig1.a.b", .signed),
        // As long as a Seal token, but no digits.
        ("sealsig1." + String(repeating: "a", count: 55), .signed),
        ("sealsig1." + String(repeating: "a", count: 60), .signed),
        ("sealsig1." + String(repeating: "a", count: 4095 - 9), .signed),
        ("sealsig1." + String(repeating: "a", count: 4096 - 9), .signed),
        ("sealsig1." + String(repeating: "a", count: 4097 - 9), .foreign),
        ("eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ." + String(repeating: "a", count: 865), .foreign),
        (String(repeating: "a", count: 4096), .foreign),
    ]

    @Test(arguments: forms) func `length and prefix say whose a token may be`(_ token: String, _ form: BearerForm) {
        let bytes = Array(token.utf8)
        let seen = BearerForm(bytes.span)
        #expect(seen == form)
    }
}
