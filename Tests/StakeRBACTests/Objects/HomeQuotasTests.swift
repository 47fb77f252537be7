// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Quotas and limits of homes.
struct HomeQuotasTests {
    @Test(arguments: ["resourcequotas", "limitranges"], [Asked.Operation.create, .update, .delete])
    func `are written by nobody below the super tier`(_ resource: String, _ operation: Asked.Operation) throws {
        for place in [Asked.home, Asked.othersHome, "seal-x"] {
            let asked = Asked(operation, resource, in: place)
            #expect(try asked.denials(.admin) == [.quota])
            #expect(try asked.denials(.super) == [])
        }
        #expect(try Asked(operation, resource, in: Asked.home).denials(.developer) == [.tier])
        #expect(try Asked(operation, resource, in: "team-a").denials(.admin) == [])
        #expect(try Asked(operation, "configmaps").denials(.admin) == [])
    }
}
