// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import Reviews
import SealAuthN
import StakeRBAC
import Testing
import Wire
import Wiring

/// Roles against the engine: what nobody but RBAC is asked about without the authorizer, RBAC grants to nobody who must not have it.
@Suite(.timeLimit(.minutes(10))) struct RolePropertyTests {
    private static let owner = Bytes32()

    /// What the engine says to a verb of somebody with just the stake of a tier.
    private func isDenied(
        _ tier: Tier, _ verb: String, _ kind: GrantedKind, part: String, in namespace: String
    ) throws -> Bool {
        let circumstances = Circumstances(now: WallTime(seconds: 1_800_000_000))
        let identity = Identity(owner: Self.owner, seal: nil, tier: tier, stake: Circumstances.firstPrices[tier])
        let text =
            #"{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{"#
            + #""resourceAttributes":{"namespace":"\#(namespace)","verb":"\#(verb)","group":"\#(kind.group)","version":"v1","#
            + #""resource":"\#(kind.resource)","subresource":"\#(part)","name":""},"user":"\#(identity.username)","#
            + #""uid":"0x\#(Self.owner.hex)","groups":["seal:stakers","seal:\#(tier.name)"]},"status":{"allowed":false}}"#
        let bytes = Array(text.utf8)
        var parser = try JSONParser(maximumBytes: 1 << 20)
        let opinion = try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try SubjectAccessReview(root)
            return try Engine(Policy()).authorize(review, by: .staker(identity), circumstances)
        }
        guard case .denied = opinion else { return false }
        return true
    }

    private static let kinds = PolicyShare().kinds.filter { $0.resource != "*" }

    @Test func `what is read in the whole cluster is what the tier may read there`() throws {
        let rights = try GrantedRights.builtIn.get()
        var granted = 0
        for kind in Self.kinds {
            for part in ["", "log", "status", "scale", "proxy", "metrics", "stats", "approval", "token"] {
                for verb in ["get", "list", "watch"] {
                    for tier in Tier.allCases {
                        let what = Self.text(kind, part)
                        // A connection is admitted, whatever its verb: admission cuts it back.
                        guard part != "proxy" || kind.resource == "nodes" else { continue }
                        guard rights.allow(tier, verb, what, in: .system) else { continue }
                        granted += 1
                        for namespace in kind.kind.isNamespaced ? ["kube-system", "team-b", ""] : [""] {
                            let isDenied = try isDenied(tier, verb, kind, part: part, in: namespace)
                            #expect(!isDenied, "\(tier.name) \(verb) \(what) in \(namespace)")
                        }
                    }
                }
            }
        }
        #expect(granted > 500)
    }

    @Test func `no tier has a verb over rights but to bind the tiers' roles, by name`() throws {
        for text in try TierRoles.manifests() {
            for rule in try Sample.yaml(text)["rules"].items {
                let verbs = rule["verbs"].words
                #expect(!verbs.contains { ["*", "escalate", "impersonate", "approve", "sign", "attest"].contains($0) })
                #expect(!verbs.contains("bind") || !rule["resourceNames"].words.isEmpty)
                #expect(rule["resourceNames"].words.allSatisfy { $0.hasPrefix("seal:") })
                #expect(!rule["apiGroups"].words.contains("*"))
                #expect(!rule["nonResourceURLs"].words.contains("*"))
            }
        }
    }

    @Test func `all resources of a group are granted only where the kinds say so`() throws {
        let groups = Set(PolicyShare().kinds.filter { $0.resource == "*" }.map(\.group))
        for text in try TierRoles.manifests() {
            for rule in try Sample.yaml(text)["rules"].items where rule["resources"].words.contains("*") {
                #expect(rule["apiGroups"].words.allSatisfy(groups.contains))
            }
        }
    }

    @Test func `a higher tier has all that a lower one has, in every place`() throws {
        let rights = try GrantedRights.builtIn.get()
        for kind in Self.kinds {
            for verb in ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"] {
                for place in GrantedRights.Place.allCases {
                    let granted = Tier.allCases.map { rights.allow($0, verb, Self.text(kind, ""), in: place) }
                    for (lower, higher) in zip(granted, granted.dropFirst()) {
                        #expect(!lower || higher, "\(verb) \(Self.text(kind, "")) \(place)")
                    }
                }
            }
        }
    }

    private static func text(_ kind: GrantedKind, _ part: String) -> String {
        kind.resource + (kind.group.isEmpty ? "" : ".\(kind.group)") + (part.isEmpty ? "" : "/\(part)")
    }
}
