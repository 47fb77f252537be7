// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

@Suite struct SignedTokenTests {
    @Test func `the vectors are there`() {
        #expect(SignedTokenVector.all.count == 14)
        #expect(RefusedTokenVector.all.count == 134)
    }

    // By design: computed by Python's cryptography; the file names the command.
    @Test(arguments: SignedTokenVector.all)
    func `a token says who signed what, and has one text`(_ vector: SignedTokenVector) throws {
        let token = try UnverifiedSignedToken(Array(vector.text.utf8).span)
        #expect(token.claims.cluster.raw.hex == vector.cluster)
        #expect(token.claims.audience == vector.audience)
        #expect(String(token.claims.issuedMilliseconds) == vector.issued)
        #expect(String(token.claims.expiresMilliseconds) == vector.expires)
        #expect(Hex.encode(Array(token.claims.message.suffix(TokenClaims.saltBytes))) == vector.salt)
        #expect(Hex.encode(token.claims.message) == vector.message)
        #expect(token.claimedSigner.raw.hex == vector.signer)
        let verified = try token.verified()
        #expect(verified.signer.raw.hex == vector.signer)
        #expect(verified.claims == token.claims)
        #expect(verified.text == vector.text)
    }

    @Test(arguments: RefusedTokenVector.all)
    func `anything else is refused, for its reason`(_ vector: RefusedTokenVector) throws {
        let fault = try #require(TokenFault(rawValue: vector.fault))
        #expect(throws: fault) { try Self.verified(vector.text) }
        // Only the signature takes arithmetic to refuse.
        if fault == .badSignature { #expect(throws: Never.self) { try Self.decoded(vector.text) } }
    }

    @Test(arguments: SignedTokenVector.all)
    func `no part of a token is one`(_ vector: SignedTokenVector) throws {
        let text = Array(vector.text.utf8)
        for count in 0...text.count {
            let result = Self.fault(Array(text[..<count]))
            #expect(result == (count == text.count ? nil : .malformed), "\(count) of \(text.count)")
        }
        for count in 1...text.count { #expect(Self.fault(Array(text[count...])) == .malformed, "without \(count)") }
    }

    // Each character changed in one bit, and to one that is in no alphabet.
    @Test(arguments: [SignedTokenVector.all[0], SignedTokenVector.all[4], SignedTokenVector.all[8]])
    func `no character of a token can be another`(_ vector: SignedTokenVector) throws {
        let text = Array(vector.text.utf8)
        for place in Seeds.places(8 * text.count) {
            var changed = text
            changed[place / 8] ^= 1 << UInt8(place % 8)
            #expect(Self.fault(changed) != nil, "character \(place / 8), bit \(place % 8)")
        }
    }

    @Test(arguments: Curve.allCases) func `what a wallet signs is what the server reads`(_ curve: Curve) throws {
        let key = try PrivateKey.random(curve)
        let publicKey = key.publicKey
        let now = WallTime(seconds: 1_795_212_180)
        let claims = try TokenClaims.make(cluster: Address(7), audience: "k3s", now: now, lifetime: .seconds(600))
        let text = SignedToken.text(claims, try key.sign(claims.message, intent: .personalMessage))
        let verified = try Self.verified(text)
        #expect(verified.signer == Address(publicKey))
        #expect(verified.claims == claims)
        #expect(throws: Never.self) { try verified.claims.check(cluster: Address(7), at: now) }
    }

    @Test func `nothing that is printed of a token is the token`() throws {
        let vector = SignedTokenVector.all[0]
        let token = try Self.decoded(vector.text)
        let verified = try token.verified()
        #expect("\(token)" == "signed token")
        #expect(String(reflecting: token) == "signed token")
        #expect("\(verified)" == "signed token of 0x\(vector.signer)")
        #expect(String(reflecting: verified) == "signed token of 0x\(vector.signer)")
    }

    @Test func `every fault has its reason and its label, and a test that reaches it`() {
        let reasons = Set(TokenFault.allCases.map { "\($0.reason)" })
        #expect(reasons.count == TokenFault.allCases.count)
        let reached = RefusedTokenVector.all.map(\.fault) + TokenClaimsTests.faults.map(\.rawValue)
        #expect(Set(reached) == Set(TokenFault.allCases.map(\.rawValue)))
        for fault in TokenFault.allCases {
            #expect(fault.rawValue.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 95 })
        }
    }

    static func decoded(_ text: String) throws(TokenFault) -> UnverifiedSignedToken {
        let bytes = Array(text.utf8)
        return try UnverifiedSignedToken(bytes.span)
    }

    static func verified(_ text: String) throws(TokenFault) -> VerifiedSignedToken {
        let token = try decoded(text)
        return try token.verified()
    }

    private static func fault(_ text: [UInt8]) -> TokenFault? {
        do throws(TokenFault) {
            let token = try UnverifiedSignedToken(text.span)
            _ = try token.verified()
            return nil
        } catch {
            return error
        }
    }
}
