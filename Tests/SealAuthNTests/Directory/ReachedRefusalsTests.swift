// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealAuthN

/// The list is closed: whatever is added to it must be reached by some test.
@Suite struct ReachedRefusalsTests {
    @Test func `every refusal has a test that reaches it`() {
        let ofSeals = FreshCopyTests.refused.map(\.0) + [.unknownSeal]
        // SignedTokenDirectoryTests `what is wrong with a token is said`.
        let ofTokens: [TokenRefusal] = [
            .malformedToken, .wrongDomain, .wrongCluster, .wrongAudience, .notYetValid, .tokenExpired, .livesTooLong,
            .unsupportedScheme, .badSignature,
        ]
        // FailingNodesTests, QuorumTests, BudgetTests.
        let ofNodes: [TokenRefusal] = [.ledgerUnavailable, .unconfirmed, .tooManyLookUps]
        // This one is the server's, where it writes an answer.
        let elsewhere: [TokenRefusal] = [.forbiddenName]
        #expect(Set(ofSeals + ofTokens + ofNodes + elsewhere) == Set(TokenRefusal.allCases))
    }

    @Test func `every refusal has a label and a reason of its own`() {
        let reasons = Set(TokenRefusal.allCases.map { "\($0.reason)" })
        #expect(reasons.count == TokenRefusal.allCases.count)
        for refusal in TokenRefusal.allCases {
            #expect(refusal.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F })
        }
        #expect(Set(TokenFault.allCases.map { TokenRefusal($0) }).count == TokenFault.allCases.count)
    }
}
