// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct TokenFormCheckTests {
    private static func check(_ token: String, at now: WallTime = WallTime(seconds: 1_795_212_180)) -> TokenFormCheck {
        TokenFormCheck(token: .seen(Array(token.utf8)), cluster: nil, audience: "k3s", now: now)
    }

    private static let digits = String(repeating: "0a", count: 32)

    @Test(arguments: ["", "seal_"])
    func `a seal's token is known by its form`(_ prefix: String) {
        #expect(Self.check(prefix + Self.digits).states == ["token ok"])
        #expect(!Self.check(prefix + Self.digits).text.contains("0a0a"))
        #expect(Self.check(prefix + Self.digits.uppercased()).states == ["token failed"])
    }

    @Test(arguments: [
        ("", "nothing"), ("eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "a JSON web token"),
        ("K10aa::server:bb", "a k3s join token"),
        ("abcdef.0123456789abcdef", "a bootstrap token"), ("two words", "more than a token"),
        ("SEAL_" + String(repeating: "0", count: 64), "no seal"), ("seal_0", "no seal"), ("hunter2", "neither 64"),
    ])
    func `another's token is called what it is, and never repeated`(_ token: String, _ kind: String) {
        let check = Self.check(token)
        #expect(check.states == ["token failed"] && check.text.hasPrefix(kind), "\(check.text)")
        if token.count > 6 { #expect(!check.text.contains(token)) }
    }

    @Test func `a token that was not given, and one that could not be read`() {
        func states(_ token: Seen<[UInt8]>) -> [String] {
            TokenFormCheck(token: token, cluster: nil, audience: "k3s", now: WallTime(seconds: 0)).states
        }
        #expect(states(.skipped("none")) == ["token skipped"] && states(.unseen("locked")) == ["token unseen"])
    }
}
