// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct TokenClaimsTests {
    /// Times in milliseconds, and what is wrong with them.
    struct Times: Sendable, CustomStringConvertible {
        let issued, expires, now: UInt64
        let fault: TokenFault?

        init(_ issued: UInt64, _ expires: UInt64, at now: UInt64, _ fault: TokenFault?) {
            (self.issued, self.expires, self.now, self.fault) = (issued, expires, now, fault)
        }

        var description: String { "\(issued)–\(expires) at \(now)" }
    }

    static let start: UInt64 = 1_795_212_180_500
    static let far = UInt64.max
    static let times: [Times] = [
        // At most 15 minutes.
        Times(start, start + 899_999, at: start, nil),
        Times(start, start + 900_000, at: start, nil),
        Times(start, start + 900_001, at: start, .livesTooLong),
        Times(0, far, at: start, .livesTooLong),
        Times(start, far, at: start, .livesTooLong),
        // It begins before it ends.
        Times(start, start + 1, at: start, nil),
        Times(start, start, at: start, .malformed),
        Times(start, start - 1, at: start, .malformed),
        Times(far, 0, at: start, .malformed),
        Times(far, far, at: start, .malformed),
        Times(0, 0, at: 0, .malformed),
        // From a minute before the issue.
        Times(start, start + 600_000, at: start - 59_999, nil),
        Times(start, start + 600_000, at: start - 60_000, nil),
        Times(start, start + 600_000, at: start - 60_001, .notYetValid),
        Times(far - 900_000, far, at: start, .notYetValid),
        Times(far - 1, far, at: 9_223_372_036_854, .notYetValid),
        Times(60_000, 60_001, at: 0, nil),
        Times(60_001, 60_002, at: 0, .notYetValid),
        // To a minute after the expiry.
        Times(start, start + 600_000, at: start + 599_999, nil),
        Times(start, start + 600_000, at: start + 600_000, nil),
        Times(start, start + 600_000, at: start + 600_001, nil),
        Times(start, start + 600_000, at: start + 659_999, nil),
        Times(start, start + 600_000, at: start + 660_000, .expired),
        Times(start, start + 600_000, at: start + 660_001, .expired),
        Times(0, 1, at: 60_000, nil),
        Times(0, 1, at: 60_001, .expired),
        Times(0, 1, at: 9_223_372_036_854, .expired),
    ]
    static let faults: [TokenFault] = times.compactMap(\.fault) + [.wrongCluster, .wrongAudience]

    @Test(arguments: times) func `a token has its time, give or take a minute`(_ times: Times) {
        let claims = Self.claims(times.issued, times.expires)
        // The last nanosecond of a millisecond still belongs to it.
        for nanosecond in [Int64(0), 999_999] where times.now < 9_223_372_036_854 || nanosecond == 0 {
            let now = WallTime(nanoseconds: Int64(times.now) * 1_000_000 + nanosecond)
            #expect(Self.fault(claims, at: now) == times.fault)
        }
    }

    @Test func `a clock before 1970 is at 1970`() {
        let now = WallTime(nanoseconds: .min)
        #expect(Self.fault(Self.claims(60_000, 60_001), at: now) == nil)
        #expect(Self.fault(Self.claims(60_001, 60_002), at: now) == .notYetValid)
    }

    @Test func `a token of one cluster opens no other`() {
        let claims = Self.claims(Self.start, Self.start + 1)
        let now = Self.time(Self.start)
        #expect(throws: Never.self) { try claims.check(cluster: Address(7), at: now) }
        #expect(throws: TokenFault.wrongCluster) { try claims.check(cluster: Address(8), at: now) }
        #expect(throws: TokenFault.wrongCluster) { try claims.check(cluster: Address(8), at: Self.time(0)) }
    }

    @Test func `a token for one audience is for no other`() {
        let claims = Self.claims(Self.start, Self.start + 1)
        #expect(throws: Never.self) { try claims.check(audienceIn: ["https://kubernetes.default.svc", "k3s"]) }
        for accepted in [[], ["K3S"], ["k3s "], ["k3", "k3s1"], [""]] {
            #expect(throws: TokenFault.wrongAudience) { try claims.check(audienceIn: accepted) }
        }
    }

    @Test(arguments: [
        ("", false), ("!", true), ("~", true), (" ", false), ("a b", false), ("a\n", false), ("é", false),
        ("\u{7f}", false), (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), true),
        (String(repeating: "a", count: 257), false),
    ])
    func `an audience is visible ASCII`(_ audience: String, _ isGood: Bool) throws {
        let now = Self.time(Self.start)
        let claims = try TokenClaims.make(cluster: Address(7), audience: audience, now: now, lifetime: .seconds(60))
        #expect(Self.fault(claims, at: now) == (isGood ? nil : .malformed))
        let message = claims.message
        let read = try? TokenClaims(message: message.span)
        #expect(read == (isGood ? claims : nil))
    }

    @Test func `claims begin now and are never the same twice`() throws {
        let now = WallTime(nanoseconds: Int64(Self.start) * 1_000_000 + 999_999)
        for (lifetime, milliseconds) in [
            (Duration.milliseconds(1), UInt64(1)), (.seconds(600), 600_000), (.seconds(900), 900_000),
            (.milliseconds(900_001), 900_000), (.seconds(Int64.max), 900_000), (.zero, 0), (.seconds(-1), 0),
        ] {
            let claims = try TokenClaims.make(cluster: Address(7), audience: "k3s", now: now, lifetime: lifetime)
            #expect(claims.issuedMilliseconds == Self.start)
            #expect(claims.expiresMilliseconds == Self.start + milliseconds)
            #expect(Self.fault(claims, at: now) == (milliseconds == 0 ? .malformed : nil))
            let other = try TokenClaims.make(cluster: Address(7), audience: "k3s", now: now, lifetime: lifetime)
            #expect(other.salt != claims.salt)
        }
    }

    @Test func `every prefix of a message is malformed`() throws {
        let message = Self.claims(Self.start, Self.start + 1).message
        for count in message.indices {
            let part = Array(message[..<count])
            #expect(throws: TokenFault.malformed) { try TokenClaims(message: part.span) }
        }
    }

    static func claims(_ issued: UInt64, _ expires: UInt64) -> TokenClaims {
        TokenClaims(
            cluster: Address(7), audience: "k3s", issuedMilliseconds: issued, expiresMilliseconds: expires, salt: 5)
    }

    static func time(_ milliseconds: UInt64) -> WallTime { WallTime(nanoseconds: Int64(milliseconds) * 1_000_000) }

    private static func fault(_ claims: TokenClaims, at now: WallTime) -> TokenFault? {
        do throws(TokenFault) {
            try claims.check(cluster: Address(7), at: now)
            return nil
        } catch {
            return error
        }
    }
}
