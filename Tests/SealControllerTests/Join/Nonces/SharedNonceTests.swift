// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// Nonces that one controller gives out and another redeems.
@Suite struct SharedNonceTests {
    private static let start = WallTime(seconds: 1_795_212_180)
    private static let key = Bytes32(hex: String(repeating: "5a", count: 32)) ?? Bytes32()
    private static let always = WallTime(seconds: 0)

    private static func later(_ milliseconds: Int64) -> WallTime {
        WallTime(nanoseconds: start.nanoseconds + milliseconds * 1_000_000)
    }

    /// A controller's book, with the keys that it shares.
    private static func book(_ keys: SharedNonceKeys? = nil) throws -> ChallengeBook {
        let ring = try NonceKeyRing()
        if let keys { ring.take(keys) }
        return ChallengeBook(JoinSettings(), keys: ring)
    }

    private static func nonce(of book: ChallengeBook) throws -> Bytes32 {
        let request = ChallengeRequest(purpose: .join, address: Address(1))
        return try book.issue(request, cluster: Address(7), serverKey: key, now: start).nonce
    }

    private static func refusal(
        _ book: ChallengeBook, _ nonce: Bytes32, since term: WallTime = always
    ) -> JoinRefusal? {
        do throws(JoinRefusal) {
            try book.redeem(nonce, .join, address: Address(1), serverKey: key, since: term, now: start)
            return nil
        } catch { return error }
    }

    @Test func `who shares keys knows the other's nonces, and nobody else does`() throws {
        let keys = try SharedNonceKeys.random(at: Self.start)
        let (one, other, stranger) = (try Self.book(keys), try Self.book(keys), try Self.book())
        let nonce = try Self.nonce(of: one)
        #expect(Self.refusal(stranger, nonce) == .challengeUnknown)
        #expect(Self.refusal(other, nonce) == nil)
        #expect(Self.refusal(other, nonce) == .challengeUsed)
    }

    @Test func `when keys move on, who has heard of it and who has not know each other's`() throws {
        let old = try SharedNonceKeys.random(at: Self.start)
        let new = try old.rotated(at: Self.start)
        let (before, after) = (try Self.book(old), try Self.book(new))
        #expect(Self.refusal(after, try Self.nonce(of: before)) == nil)
        #expect(Self.refusal(before, try Self.nonce(of: after)) == nil)
        // Twice is too far.
        let late = try Self.book(try new.rotated(at: Self.start))
        #expect(Self.refusal(late, try Self.nonce(of: before)) == .challengeUnknown)
        #expect(Self.refusal(before, try Self.nonce(of: late)) == .challengeUnknown)
    }

    @Test func `what was given out before the keys came is known by who gave it out`() throws {
        let ring = try NonceKeyRing()
        let book = ChallengeBook(JoinSettings(), keys: ring)
        let nonce = try Self.nonce(of: book)
        #expect(!ring.isShared)
        let keys = try SharedNonceKeys.random(at: Self.start)
        ring.take(keys)
        #expect(ring.isShared)
        #expect(Self.refusal(try Self.book(keys), nonce) == .challengeUnknown)
        #expect(Self.refusal(book, nonce) == nil)
    }

    // Whoever led before may have redeemed it, and nobody else knows.
    @Test(arguments: [(-1, nil), (0, nil), (1, JoinRefusal.challengeEarlier)] as [(Int64, JoinRefusal?)])
    func `a leader redeems what was given out since it leads`(_ term: (begins: Int64, expected: JoinRefusal?)) throws {
        let keys = try SharedNonceKeys.random(at: Self.start)
        let nonce = try Self.nonce(of: try Self.book(keys))
        let book = try Self.book(keys)
        #expect(Self.refusal(book, nonce, since: Self.later(term.begins)) == term.expected)
    }

    @Test(
        arguments: [
            (-3_600_001, true), (-3_600_000, false), (0, false), (86_399_999, false), (86_400_000, true),
        ] as [(Int64, Bool)])
    func `keys stay for a day, and not for ever where they are of another time`(
        _ age: (milliseconds: Int64, isDue: Bool)
    ) throws {
        let keys = try SharedNonceKeys.random(at: Self.start)
        #expect(keys.isDue(at: Self.later(age.milliseconds)) == age.isDue)
    }
}
