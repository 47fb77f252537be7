// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

@Suite struct ChallengeBookTests {
    private static let start = WallTime(seconds: 1_795_212_180)
    private static let request = ChallengeRequest(purpose: .join, address: Address(1))
    private static let key = Bytes32(hex: String(repeating: "5a", count: 32)) ?? Bytes32()

    private static func later(_ milliseconds: Int64) -> WallTime {
        WallTime(nanoseconds: start.nanoseconds + milliseconds * 1_000_000)
    }

    private static func refusal(_ body: () throws(JoinRefusal) -> Void) -> JoinRefusal? {
        do throws(JoinRefusal) {
            try body()
            return nil
        } catch { return error }
    }

    @Test func `a nonce is redeemed once`() throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let challenge = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start)
        #expect(challenge.cluster == Address(7) && challenge.serverKey == Self.key)
        #expect(challenge.issuedMilliseconds == 1_795_212_180_000)
        #expect(challenge.expiresMilliseconds == 1_795_212_300_000)
        for expected in [nil, JoinRefusal.challengeUsed, .challengeUsed] {
            let refusal = Self.refusal { () throws(JoinRefusal) in
                try book.redeem(challenge.nonce, .join, address: Address(1), serverKey: Self.key, now: Self.start)
            }
            #expect(refusal == expected)
        }
    }

    @Test func `a nonce is for one address, one server's key and one book`() throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let nonce = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
        let other = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let tries: [(ChallengeBook, Bytes32, Address, Bytes32)] = [
            (book, nonce, Address(2), Self.key), (book, nonce, Address(1), Bytes32()),
            (other, nonce, Address(1), Self.key), (book, Bytes32(), Address(1), Self.key),
        ]
        for (book, nonce, address, key) in tries {
            #expect(throws: JoinRefusal.challengeUnknown) {
                try book.redeem(nonce, .join, address: address, serverKey: key, now: Self.start)
            }
        }
        #expect(book.count == 0)
        try book.redeem(nonce, .join, address: Address(1), serverKey: Self.key, now: Self.start)
        #expect(book.count == 1)
    }

    @Test func `no bit of a nonce can be another`() throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let nonce = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
        for bit in 0..<256 {
            var bytes = nonce.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let changed = Bytes32(bytes.span) ?? Bytes32()
            #expect(throws: JoinRefusal.challengeUnknown) {
                try book.redeem(changed, .join, address: Address(1), serverKey: Self.key, now: Self.start)
            }
        }
    }

    @Test func `nonces that are given out in one moment differ`() throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        var seen: Set<Bytes32> = []
        for _ in 0..<1000 {
            seen.insert(try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce)
        }
        #expect(seen.count == 1000)
        // Nothing is kept of what was given out: no flood fills anything.
        #expect(book.count == 0)
    }

    static let ages: [(Int64, JoinRefusal?)] = [(0, nil), (119_999, nil), (120_000, .challengeExpired), (-5, nil)]
    @Test(arguments: ages) func `a nonce expires`(_ age: (milliseconds: Int64, expected: JoinRefusal?)) throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let nonce = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
        let refusal = Self.refusal { () throws(JoinRefusal) in
            try book.redeem(
                nonce, .join, address: Address(1), serverKey: Self.key, now: Self.later(age.milliseconds))
        }
        #expect(refusal == age.expected)
    }

    @Test func `a clock that is set back makes no nonce young again`() throws {
        let book = ChallengeBook(JoinSettings(), keys: try NonceKeyRing())
        let used = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
        let unused = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
        try book.redeem(used, .join, address: Address(1), serverKey: Self.key, now: Self.start)
        let late = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.later(200_000))
            .nonce
        try book.redeem(late, .join, address: Address(1), serverKey: Self.key, now: Self.later(200_000))
        #expect(book.count == 1, "what has expired is forgotten")
        for nonce in [used, unused] {
            #expect(throws: JoinRefusal.challengeExpired) {
                try book.redeem(nonce, .join, address: Address(1), serverKey: Self.key, now: Self.start)
            }
        }
    }

    @Test(arguments: [3, 4, 5]) func `one address has so many tries`(_ tries: Int) throws {
        var settings = JoinSettings()
        settings.triesPerAddress = 4
        let book = ChallengeBook(settings, keys: try NonceKeyRing())
        let refusals = try (0..<tries).map { _ throws in
            let nonce = try book.issue(Self.request, cluster: Address(7), serverKey: Self.key, now: Self.start).nonce
            return Self.refusal { () throws(JoinRefusal) in
                try book.redeem(nonce, .join, address: Address(1), serverKey: Self.key, now: Self.start)
            }
        }
        #expect(refusals.prefix(4).allSatisfy { $0 == nil })
        #expect(refusals.dropFirst(4).allSatisfy { $0 == .tooManyTries })
        // Nobody else is held up by it, nor the same one for ever.
        for (address, now) in [(Address(2), Self.start), (Address(1), Self.later(120_000))] {
            let request = ChallengeRequest(purpose: .join, address: address)
            let nonce = try book.issue(request, cluster: Address(7), serverKey: Self.key, now: now).nonce
            try book.redeem(nonce, .join, address: address, serverKey: Self.key, now: now)
        }
    }

    @Test(arguments: [5, 6, 7]) func `so many nonces are remembered in all`(_ count: UInt8) throws {
        var settings = JoinSettings()
        settings.rememberedNonces = 6
        let book = ChallengeBook(settings, keys: try NonceKeyRing())
        func redeem(_ address: Address, _ now: WallTime) throws -> JoinRefusal? {
            let request = ChallengeRequest(purpose: .join, address: address)
            let nonce = try book.issue(request, cluster: Address(7), serverKey: Self.key, now: now).nonce
            return Self.refusal { () throws(JoinRefusal) in
                try book.redeem(nonce, .join, address: address, serverKey: Self.key, now: now)
            }
        }
        for index in 1...count {
            #expect(try redeem(Address(index), Self.start) == (index > 6 ? .overloaded : nil))
        }
        #expect(try redeem(Address(99), Self.later(120_000)) == nil)
    }
}

extension ChallengeBook {
    /// Redeems by a controller that has led for ever.
    fileprivate func redeem(
        _ nonce: Bytes32, _ purpose: ChallengePurpose, address: Address, serverKey: Bytes32, now: WallTime
    ) throws(JoinRefusal) {
        try redeem(
            nonce, purpose, address: address, serverKey: serverKey, since: WallTime(seconds: 0), now: now)
    }
}
