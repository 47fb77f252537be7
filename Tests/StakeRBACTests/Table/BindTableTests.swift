// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Who may bind which role: the apiserver asks for the verb on the role, in the namespace where the binding will be.
struct BindTableTests {
    /// A role, and the places for each tier: viewer, developer, admin, super.
    static let roles: [(role: String, places: [String])] = [
        ("seal:viewer", ["", "HG", "HGNO", "HGNO"]),
        ("seal:developer", ["", "HG", "HGNO", "HGNO"]),
        ("seal:admin", ["", "", "HGNO", "HGNO"]),
        ("seal:super", ["", "", "", "HGNO"]),
        ("cluster-admin", ["", "", "", ""]), ("admin", ["", "", "", ""]), ("view", ["", "", "", ""]),
        ("", ["", "", "", ""]), ("seal:", ["", "", "", ""]), ("seal:stakers", ["", "", "", ""]),
        ("Seal:viewer", ["", "", "", ""]), ("seal:viewer ", ["", "", "", ""]), ("seal:VIEWER", ["", "", "", ""]),
    ]

    private func places(_ wanted: Wanted) throws -> [String] {
        try Tier.allCases.map { tier in
            try String(
                Place.allCases.filter { place in
                    var wanted = wanted
                    wanted.namespace = place.namespace
                    if case .denied = try Place.engine.opinion(wanted, by: Asked.staker(tier)) { return false }
                    return true
                }.map(\.rawValue))
        }
    }

    @Test(arguments: roles) func `a tier's role is bound by that tier, never in the system's places`(
        _ role: String, _ expected: [String]
    ) throws {
        let found = try places(
            Wanted("bind", "clusterroles", group: "rbac.authorization.k8s.io", named: role))
        #expect(found == expected)
    }

    @Test(arguments: [
        Wanted("bind", "roles", group: "rbac.authorization.k8s.io", named: "seal:viewer"),
        Wanted("bind", "clusterroles", named: "seal:viewer"),
        Wanted("bind", "clusterroles", group: "rbac.authorization.k8s.io", part: "status", named: "seal:viewer"),
        Wanted("bind", "pods", named: "seal:viewer"),
    ]) func `nothing else is bound`(_ wanted: Wanted) throws {
        let found = try places(wanted)
        #expect(found == ["", "", "", ""])
    }
}
