// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing

@testable import WorkerProtocol

@Suite struct JoinReplyTests {
    // RFC 9180: sealed by Python, with an HPKE of its own.
    @Test(arguments: JoinVectors.replies)
    func `a reply opens for whom and for what it was sealed`(_ vector: JoinVectors.Vector) throws {
        let machine = try #require(JoinVectors.tree["machine"].hex)
        let key = try RecipientKey(copying: machine.span)
        let bytes = Array(vector.tree["reply"].json.utf8)
        let reply = try JoinReply(json: bytes.span)
        let opened = try reply.open(by: key, claim: try JoinClaimTests.claim())
        #expect((opened != nil) == vector.tree["opens"].bool)
        guard let opened else { return }
        let expected = JoinVectors.tree["material"]
        #expect(opened.nodeName == expected["nodeName"].text)
        #expect(opened.serverURL == expected["serverURL"].text)
        #expect(opened.token.text == expected["token"].text)
        #expect(String(opened.expiresMilliseconds) == expected["expires"].text)
        #expect(try Tree.parse(reply.json) == vector.tree["reply"])
    }

    @Test func `what the controller seals the machine opens, and nobody for another claim`() throws {
        let key = try RecipientKey.random()
        let wallet = try PrivateKey.random(.ed25519)
        let owner = Address(wallet.publicKey)
        let joinKey = key.publicKey
        func claim(_ node: String) throws -> (JoinClaim, VerifiedJoinClaim) {
            let claim = JoinClaim(
                cluster: Address(7), owner: owner, serverKey: Bytes32(), nodeID: node, joinKey: joinKey,
                passwordDigest: Bytes32(), nonce: Bytes32(), issuedMilliseconds: 5)
            let signature = try wallet.sign(claim.message, intent: .personalMessage)
            return (claim, try UnverifiedJoinClaim(claim: claim.message, signature: signature.bytes).verified())
        }
        let token = try JoinToken.random(authority: Bytes32())
        let material = try #require(
            JoinMaterial(
                nodeName: "n-a-1", serverURL: "https://10.0.0.1:6443", token: token, expiresMilliseconds: 600_000))
        let (first, verified) = try claim("rack-7")
        let reply = try JoinReply.sealing(material, for: verified)
        #expect(try reply.open(by: key, claim: first)?.token.text == token.text)
        let (second, _) = try claim("rack-8")
        #expect(try reply.open(by: key, claim: second) == nil)
        #expect("\(material)" == "join material of n-a-1")
        #expect("\(token)" == "join token \(token.id)")
    }

    static let urls: [(String, Bool)] = [
        ("https://" + String(repeating: "a", count: 248), true),
        ("https://" + String(repeating: "a", count: 249), false),
        ("https://k", true), ("http://k", false), ("https://k k", false), ("https://k\n", false), ("", false),
    ]
    @Test(arguments: urls) func `a server is an https URL of visible letters`(_ url: (String, Bool)) throws {
        let token = try JoinToken.random(authority: Bytes32())
        let material = JoinMaterial(nodeName: "n", serverURL: url.0, token: token, expiresMilliseconds: 0)
        #expect((material != nil) == url.1)
    }

    @Test func `a token has one form`() throws {
        let text = try #require(JoinVectors.tree["material"]["token"].text)
        #expect(text.utf8.count == JoinToken.length)
        #expect(JoinToken(text)?.text == text)
        #expect(JoinToken(text)?.id == "abc123" && JoinToken(text)?.secret == "0123456789abcdef")
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count { #expect(JoinToken(String(decoding: bytes[..<count], as: UTF8.self)) == nil) }
        for extra in ["x", " ", "\n"] { #expect(JoinToken(text + extra) == nil && JoinToken(extra + text) == nil) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] = UInt8(ascii: "A")
            #expect(JoinToken(String(decoding: changed, as: UTF8.self)) == nil, "character \(index)")
        }
    }

    @Test func `tokens are made of all letters and no two are alike`() throws {
        var (letters, seen) = (Set<UInt8>(), Set<String>())
        for _ in 0..<500 {
            let token = try JoinToken.random(authority: Bytes32())
            #expect(JoinToken(token.text) != nil)
            letters.formUnion(token.secret.utf8)
            seen.insert(token.secret)
        }
        #expect(letters.count == 36 && seen.count == 500)
    }
}
