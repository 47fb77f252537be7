// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

@Suite struct VerifiedTokensTests {
    static let start = TokenClaimsTests.start

    /// A token that was verified, with its text.
    struct Sample: Sendable {
        let text: [UInt8]
        let token: VerifiedSignedToken

        init(_ key: borrowing PrivateKey, issued: UInt64, lifetime: UInt64, salt: UInt128) throws {
            let claims = TokenClaims(
                cluster: Address(7), audience: "k3s", issuedMilliseconds: issued,
                expiresMilliseconds: issued + lifetime, salt: salt)
            let text = SignedToken.text(claims, try key.sign(claims.message, intent: .personalMessage))
            self.text = Array(text.utf8)
            token = try SignedTokenTests.verified(text)
        }
    }

    static func samples(_ count: Int, issued: UInt64 = start, lifetime: UInt64 = 600_000) throws -> [Sample] {
        let key = try PrivateKey(.ed25519, copying: Array(repeating: 3, count: 32).span)
        return try (0..<count).map { number in
            try Sample(key, issued: issued, lifetime: lifetime, salt: UInt128(number))
        }
    }

    @Test func `what was verified is found again until its time is over`() throws {
        let sample = try Self.samples(1)[0]
        let tokens = VerifiedTokens(cluster: Address(7))
        var hash = try SHA256()
        let now = TokenClaimsTests.time(Self.start)
        let before = try tokens.entry(for: sample.text.span, at: now, using: &hash)
        #expect(before == nil)
        let isStored = try tokens.insert(sample.token, at: now, using: &hash)
        #expect(isStored)
        // The edges of the check: -60 s inclusive, +60 s exclusive.
        for (offset, isFound) in [
            (Int64(-60_001), false), (-60_000, true), (0, true), (600_000, true), (659_999, true), (660_000, false),
            (0, false),
        ] {
            let time = TokenClaimsTests.time(UInt64(Int64(Self.start) + offset))
            let entry = try tokens.entry(for: sample.text.span, at: time, using: &hash)
            #expect((entry != nil) == isFound, "at \(offset)")
            guard let entry else { continue }
            #expect(entry.signer == sample.token.signer)
            #expect(entry.audience == "k3s")
            #expect(entry.issuedMilliseconds == Self.start)
            #expect(entry.expiresMilliseconds == Self.start + 600_000)
        }
        #expect(tokens.counts == VerifiedTokens.Counts(remembered: 0, found: 4, missed: 4, expired: 1, full: 0))
    }

    @Test func `a text that differs anywhere is not found`() throws {
        let sample = try Self.samples(1)[0]
        let tokens = VerifiedTokens(cluster: Address(7))
        var hash = try SHA256()
        let now = TokenClaimsTests.time(Self.start)
        try tokens.insert(sample.token, at: now, using: &hash)
        for index in sample.text.indices {
            var other = sample.text
            other[index] ^= 1
            let entry = try tokens.entry(for: other.span, at: now, using: &hash)
            #expect(entry == nil)
        }
        for count in sample.text.indices {
            let part = Array(sample.text[..<count])
            let entry = try tokens.entry(for: part.span, at: now, using: &hash)
            #expect(entry == nil)
        }
        let long: [UInt8] = .init(repeating: 97, count: 4097)
        let entry = try tokens.entry(for: long.span, at: now, using: &hash)
        #expect(entry == nil)
        #expect(tokens.counts.remembered == 1)
    }

    @Test func `what is for another cluster or time is not stored`() throws {
        let sample = try Self.samples(1)[0]
        var hash = try SHA256()
        let (here, there) = (VerifiedTokens(cluster: Address(7)), VerifiedTokens(cluster: Address(8)))
        let early = try here.insert(sample.token, at: TokenClaimsTests.time(Self.start - 60_001), using: &hash)
        let late = try here.insert(sample.token, at: TokenClaimsTests.time(Self.start + 660_000), using: &hash)
        let foreign = try there.insert(sample.token, at: TokenClaimsTests.time(Self.start), using: &hash)
        #expect(!early && !late && !foreign)
        #expect(here.counts == VerifiedTokens.Counts())
        #expect(there.counts == VerifiedTokens.Counts())
    }

    @Test func `as many are stored as allowed, and those that were first stay`() throws {
        let samples = try Self.samples(9)
        let tokens = VerifiedTokens(cluster: Address(7), limit: 8, shards: 1)
        var hash = try SHA256()
        let now = TokenClaimsTests.time(Self.start)
        var stored: [Bool] = []
        for sample in samples { stored.append(try tokens.insert(sample.token, at: now, using: &hash)) }
        #expect(stored == Array(repeating: true, count: 8) + [false])
        // One that is there needs no room.
        let again = try tokens.insert(samples[0].token, at: now, using: &hash)
        #expect(again)
        #expect(tokens.counts == VerifiedTokens.Counts(remembered: 8, found: 0, missed: 0, expired: 0, full: 1))
        for sample in samples[..<8] {
            let entry = try tokens.entry(for: sample.text.span, at: now, using: &hash)
            #expect(entry != nil)
        }
    }

    @Test func `a full cache drops what has expired, and nothing else`() throws {
        let (short, long) = (try Self.samples(4, lifetime: 60_000), try Self.samples(4, lifetime: 600_000))
        let late = try Self.samples(5, issued: Self.start + 100_000)
        let tokens = VerifiedTokens(cluster: Address(7), limit: 8, shards: 1)
        var hash = try SHA256()
        for sample in short + long {
            try tokens.insert(sample.token, at: TokenClaimsTests.time(Self.start), using: &hash)
        }
        let early = try tokens.insert(late[0].token, at: TokenClaimsTests.time(Self.start + 119_999), using: &hash)
        #expect(!early)
        var stored: [Bool] = []
        for sample in late {
            stored.append(
                try tokens.insert(sample.token, at: TokenClaimsTests.time(Self.start + 120_000), using: &hash))
        }
        #expect(stored == [true, true, true, true, false])
        #expect(tokens.counts == VerifiedTokens.Counts(remembered: 8, found: 0, missed: 0, expired: 4, full: 2))
        for sample in long {
            let entry = try tokens.entry(
                for: sample.text.span, at: TokenClaimsTests.time(Self.start + 120_000), using: &hash)
            #expect(entry != nil)
        }
    }

    @Test(arguments: [0, 1, 2, 15, 16, 17, 40])
    func `the limit holds over all shards`(_ limit: Int) throws {
        let tokens = VerifiedTokens(cluster: Address(7), limit: limit)
        var hash = try SHA256()
        for sample in try Self.samples(200) {
            try tokens.insert(sample.token, at: TokenClaimsTests.time(Self.start), using: &hash)
        }
        let counts = tokens.counts
        #expect(counts.remembered <= limit)
        #expect(counts.remembered >= limit * 3 / 4)
        #expect(counts.remembered + counts.full == 200)
    }

    @Test func `threads that read and write at once see each token whole or not at all`() async throws {
        let samples = try Self.samples(64)
        let tokens = VerifiedTokens(cluster: Address(7))
        let found = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var hash = try SHA256()
                    var found = 0
                    let now = TokenClaimsTests.time(Self.start)
                    for sample in samples + samples {
                        if let entry = try tokens.entry(for: sample.text.span, at: now, using: &hash) {
                            guard entry.signer == sample.token.signer else { return -1000 }
                            found += 1
                        } else {
                            try tokens.insert(sample.token, at: now, using: &hash)
                        }
                    }
                    return found
                }
            }
            return try await group.reduce(0, +)
        }
        // Each reads every token twice, and the second time it is there.
        #expect((256...512).contains(found))
        #expect(tokens.counts.remembered == 64)
    }
}
