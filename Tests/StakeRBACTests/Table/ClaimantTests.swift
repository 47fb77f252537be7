// SPDX-License-Identifier: Apache-2.0
import Crypto
import Reviews
import TestSupport
import Testing
import Wire

@testable import StakeRBAC

/// Whose a request is, by user name and uid alone.
struct ClaimantTests {
    private static let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    private static let ours = "sui:0x" + hex
    private static let uid = "0x" + String(repeating: "0", count: 64)
    private static let staker = Claimant.staker(owner: Asked.owner, uid: Bytes32())
    private static let account = "system:serviceaccount:"

    static let names: [(username: String, uid: String, claimant: Claimant)] = [
        (ours, uid, staker), (ours, "0x" + hex, .staker(owner: Asked.owner, uid: Asked.owner)),
        // Names in forms that we never give out, which only we could have given out.
        (ours, "", .impostor), (ours, "0x", .impostor), (ours, hex, .impostor), (ours, "0x" + hex + "0", .impostor),
        (ours, "0X" + hex, .impostor), (ours, "0x" + hex.uppercased(), .impostor), ("sui:", uid, .impostor),
        ("sui:0x", uid, .impostor), ("sui:" + hex, uid, .impostor), (ours + "0", uid, .impostor),
        (ours.uppercased().replacing("SUI:0X", "sui:0x"), uid, .impostor), (ours + " ", uid, .impostor),
        ("sui:admin", uid, .impostor), (String(ours.dropLast()), uid, .impostor),
        // Others' names, however near.
        ("", uid, .nobody), ("Sui:0x" + hex, uid, .nobody), (" " + ours, uid, .nobody), ("sui", uid, .nobody),
        ("0x" + hex, uid, .nobody), ("kubernetes-admin", "", .nobody), ("system:admin", "", .nobody),
        ("system:kube-scheduler", "", .nobody), ("system:kube-controller-manager", "", .nobody),
        ("system:apiserver", "", .nobody), ("system:k3s-controller", "", .nobody), ("system:anonymous", "", .nobody),
        ("system:node:server-1", "", .nobody), ("seal:super", "", .nobody),
        // Accounts.
        (account + Asked.home + ":default", "", .homeAccount(of: Asked.owner)),
        (account + Asked.home + ":", "", .homeAccount(of: Asked.owner)),
        (account + Asked.home + ":a:b", "", .homeAccount(of: Asked.owner)),
        (account + "team-a:ci", "", .grantedAccount(of: [Asked.owner])),
        (account + "shared:ci", "", .grantedAccount(of: [Bytes32(), Asked.owner])),
        (account + "default:ci", "", .nobody), (account + "kube-system:deployment-controller", "", .nobody),
        (account + Asked.home, "", .nobody), (account + "team-ab:ci", "", .nobody), (account, "", .nobody),
        (account + ":" + Asked.home, "", .nobody), (account + "team-a", "", .nobody),
        // Protected, so that the grant counts for nothing.
        (account + "vault:ci", "", .nobody), (account + "kube-mine:ci", "", .nobody),
        // By its name a home, and nobody's.
        (account + "seal-:ci", "", .impostor), (account + "seal-mine:ci", "", .impostor),
        (account + Asked.home + "a:ci", "", .impostor), (account + Asked.home.uppercased() + ":ci", "", .nobody),
    ]

    private static let policy: Policy = {
        var policy = Policy()
        policy.namespaces.grants = [
            Asked.owner: ["team-a", "shared", "vault", "kube-mine"], Bytes32(): ["shared"],
        ]
        policy.namespaces.protected = ["vault"]
        policy.nodes.trusted = ["server-1"]
        return policy
    }()

    @Test(arguments: names) func `a name is whose it says`(
        _ username: String, _ uid: String, _ expected: Claimant
    ) {
        let (name, number) = (Array(username.utf8), Array(uid.utf8))
        let claimant = Claimant(username: name.span, uid: number.span, Self.policy)
        #expect(claimant == expected)
    }

    /// Who makes what, and whether it is a machine that has to be registered.
    static let machines: [(username: String, asked: Asked, name: String?)] = [
        ("system:node:n-1", Asked(.create, "nodes", in: "", named: "n-1"), "n-1"),
        // Whatever it makes: the rule finds out that the name is another's.
        ("system:node:n-1", Asked(.create, "nodes", in: "", named: "server-1"), "n-1"),
        ("system:node:", Asked(.create, "nodes", in: "", named: "n-1"), ""),
        ("system:node:server-10", Asked(.create, "nodes", in: "", named: "server-10"), "server-10"),
        ("system:node:Server-1", Asked(.create, "nodes", in: "", named: "server-1"), "Server-1"),
        ("system:node:server-1", Asked(.create, "nodes", in: "", named: "server-1"), nil),
        ("system:node:n-1", Asked(.update, "nodes", in: "", named: "n-1"), nil),
        ("system:node:n-1", Asked(.delete, "nodes", in: "", named: "n-1"), nil),
        ("system:node:n-1", Asked(.create, "nodes", part: "status", in: "", named: "n-1"), nil),
        ("system:node:n-1", Asked(.create, "nodes", group: "metrics.k8s.io", in: "", named: "n-1"), nil),
        ("system:node:n-1", Asked(.create, "pods", named: "n-1"), nil),
        ("system:nodes:n-1", Asked(.create, "nodes", in: "", named: "n-1"), nil),
        ("kubernetes-admin", Asked(.create, "nodes", in: "", named: "n-1"), nil),
    ]

    @Test(arguments: machines) func `a machine counts where it makes its Node`(
        _ username: String, _ asked: Asked, _ name: String?
    ) throws {
        let body = Array(asked.body(username, ["system:nodes"]).utf8)
        var parser = try JSONParser(maximumBytes: 1 << 16)
        let claimant = try parser.withDocument(body.span) { root throws(ReviewError) in
            try Claimant(try AdmissionReview(root), Self.policy)
        }
        #expect(claimant == name.map { .node(named: $0) } ?? .nobody)
    }

    /// What came with the name counts for nothing.
    @Test func `groups make nobody a staker`() throws {
        let body = Array(Asked(.create, "pods").body("mallory", ["seal:super", "seal:stakers", "system:nodes"]).utf8)
        var parser = try JSONParser(maximumBytes: 1 << 16)
        let claimant = try parser.withDocument(body.span) { root throws(ReviewError) in
            try Claimant(try AdmissionReview(root), Self.policy)
        }
        #expect(claimant == .nobody)
    }
}
