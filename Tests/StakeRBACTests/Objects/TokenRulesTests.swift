// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// How long a service account's token may live.
struct TokenRulesTests {
    /// What is asked for, and the rules for which it is refused, to every tier that may ask at all.
    static let requests: [(spec: String, rules: [Rule])] = [
        (#"{"expirationSeconds":3600}"#, []), (#"{"expirationSeconds":86400}"#, []), ("{}", []), ("null", []),
        (#"{"expirationSeconds":null}"#, []), (#"{"expirationSeconds":86401}"#, [.tokenRequests]),
        (#"{"expirationSeconds":31536000}"#, [.tokenRequests]), (#"{"expirationSeconds":"3600"}"#, [.unreadable]),
        (#"{"expirationSeconds":3600.5}"#, [.unreadable]),
        (#"{"expirationSeconds":3600,"expirationSeconds":99999999}"#, [.unreadable]), ("[]", [.unreadable]),
    ]

    @Test(arguments: requests, [Tier.developer, .admin, .super]) func `a token lives a day at most`(
        _ request: (spec: String, rules: [Rule]), _ tier: Tier
    ) throws {
        let asked = Asked(
            .create, "serviceaccounts", part: "token", object: #"{"metadata":{},"spec":\#(request.spec)}"#)
        #expect(try asked.denials(tier) == request.rules)
    }
}
