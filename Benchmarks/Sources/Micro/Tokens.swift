// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger

@testable import SealAuthN

/// What a bearer token costs, from the first look to a signature.
struct TokenBenchmark {
    private static let cluster = Address(7)
    private static let now = WallTime(seconds: 1_795_212_180)

    /// The tokens of others: a service account's JWT, what has a Seal token's length, nothing, and the longest that is read.
    private static let foreign: [(String, String)] = [
        ("a JWT", "eyJhbGciOiJSUzI1NiIsImtpZCI6Ing" + String(repeating: "a", count: 869)),
        ("64 characters, the last no digit", String(repeating: "a", count: 63) + "z"), ("an empty one", ""),
        ("4 KiB", String(repeating: "a", count: 4096)),
    ]

    private static func token(_ curve: Curve) throws -> [UInt8] {
        let key = try PrivateKey(curve, copying: Array(repeating: 3, count: 32).span)
        let claims = try TokenClaims.make(
            cluster: cluster, audience: "https://kubernetes.default.svc.cluster.local", now: now,
            lifetime: .seconds(600))
        return Array(SignedToken.text(claims, try key.sign(claims.message, intent: .personalMessage)).utf8)
    }

    /// Prints a line for each step; ends the run where a stranger's token takes a microsecond.
    static func run() throws {
        var hasher = try SealHasher(clusterId: cluster.raw)
        for (name, text) in foreign {
            let token = Array(text.utf8)
            let least = measure("a stranger's token refused, \(name)", bytes: token.count) {
                BearerForm(token.span) != .signed && !hasher.take(token.span)
            }
            guard least < 1000 else { fatalError("\(name): a microsecond for a stranger") }
        }
        let seal = Array(("seal_" + String(repeating: "0a", count: 32)).utf8)
        measure("a Seal token taken and hashed", bytes: seal.count) {
            hasher.take(seal.span) && (try? hasher.key()) != nil
        }
        for curve in Curve.allCases {
            let text = try token(curve)
            measure("a signed token read and checked but for its signature, \(curve)", bytes: text.count) {
                guard let token = try? UnverifiedSignedToken(text.span) else { return false }
                return (try? token.claims.check(cluster: cluster, at: now)) != nil
            }
            let token = try UnverifiedSignedToken(text.span)
            measure("its claimed signer, \(curve)", bytes: text.count) { token.claimedSigner != cluster }
            measure("its signature, \(curve)", bytes: text.count) { (try? token.verified()) != nil }
        }
        try runCache()
    }

    private static func runCache() throws {
        var hash = try SHA256()
        let tokens = VerifiedTokens(cluster: cluster)
        let text = try token(.ed25519)
        try tokens.insert(try UnverifiedSignedToken(text.span).verified(), at: now, using: &hash)
        measure("a signed token that is remembered", bytes: text.count) {
            (try? tokens.entry(for: text.span, at: now, using: &hash)) != nil
        }
        let other = try token(.ed25519)
        measure("a signed token that is not", bytes: other.count) {
            ((try? tokens.entry(for: other.span, at: now, using: &hash)) ?? nil) == nil
        }
    }
}
