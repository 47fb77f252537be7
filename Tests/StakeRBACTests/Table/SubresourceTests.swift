// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Every part of every sort of resource: the lowest tier that may write it, in its own home or in the cluster.
struct SubresourceTests {
    /// The columns.
    static let parts = [
        "scale", "status", "eviction", "binding", "exec", "attach", "portforward", "proxy", "ephemeralcontainers",
        "resize", "token", "approval", "log", "finalize", "metrics", "stats", "nonsense", "Exec", "exec/more", "?",
    ]

    /// d for developer, a for admin, s for super, and - for nobody.
    static let rows: [(resource: String, group: String, place: Place, letters: String)] = [
        ("pods", "", .home, "dsdsddddddssssssssss"),
        ("services", "", .home, "dssssssdssssssssssss"),
        ("serviceaccounts", "", .home, "dsssssssssdsssssssss"),
        ("configmaps", "", .home, "dsssssssssssssssssss"),
        ("deployments", "apps", .home, "dsssssssssssssssssss"),
        // Pods of another group are no pods.
        ("pods", "metrics.k8s.io", .home, "ssssssssssssssssssss"),
        ("widgets", "demo.example.com", .home, "ssssssssssssssssssss"),
        ("roles", "rbac.authorization.k8s.io", .home, "asssssssssssssssssss"),
        ("namespaces", "", .cluster, "asssssssss-sssssssss"),
        ("persistentvolumes", "", .cluster, "asssssssss-sssssssss"),
        ("nodes", "", .cluster, "--------------------"),
        ("certificatesigningrequests", "certificates.k8s.io", .cluster, "--------------------"),
        ("validatingadmissionpolicies", "admissionregistration.k8s.io", .cluster, "--------------------"),
    ]

    private func letter(_ isAllowed: (Tier) throws -> Bool) rethrows -> Character {
        let tiers = try Tier.allCases.filter(isAllowed)
        // Whoever is above may as well.
        #expect(tiers == Tier.allCases.suffix(tiers.count))
        switch tiers.first {
        case .viewer: return "v"
        case .developer: return "d"
        case .admin: return "a"
        case .super: return "s"
        case nil: return "-"
        }
    }

    @Test(arguments: rows) func `a part is written by whom the matrix says`(
        _ resource: String, _ group: String, _ place: Place, _ letters: String
    ) throws {
        for operation in [Asked.Operation.create, .update, .connect] {
            let found = try Self.parts.map { part in
                try letter { tier in
                    var asked = Asked(operation, resource, group: group, part: part, in: place.namespace)
                    asked.object = Harmless.object(group, resource, part, operation)
                    asked.old = operation == .update ? asked.object : nil
                    return try Place.engine.verdict(asked, by: Asked.staker(tier)).isAllowed
                }
            }
            #expect(String(found) == letters, "\(operation)")
        }
        for verb in ["create", "update", "patch", "delete"] {
            let found = try Self.parts.map { part in
                try letter { tier in
                    let wanted = Wanted(verb, resource, group: group, part: part, in: place.namespace)
                    if case .denied = try Place.engine.opinion(wanted, by: Asked.staker(tier)) { return false }
                    return true
                }
            }
            #expect(String(found) == letters, "\(verb)")
        }
    }
}
