// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import Testing

@testable import StakeRBAC

/// What is asked of an apiserver beside resources.
struct PathTests {
    private static let discovery = [
        "/api", "/api/v1", "/apis", "/apis/apps/v1", "/openapi/v3", "/openapi", "/version", "/version/", "/healthz",
        "/livez", "/readyz/etcd", "/.well-known/openid-configuration",
    ]
    private static let others = [
        "/metrics", "/logs", "/debug/pprof/profile", "/versions", "/apix", "/", "", "*", "/api*", "/healthzz", "api",
        "//api", "/metrics/api",
    ]

    private func opinion(_ path: String, _ identity: Identity, _ group: String, verb: String = "get") throws -> Opinion
    {
        let body =
            #"{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"nonResourceAttributes":"#
            + #"{"path":"\#(path)","verb":"\#(verb)"},"user":"\#(identity.username)","groups":["\#(group)"]}}"#
        return try Place.engine.opinion(on: body, by: .staker(identity))
    }

    @Test(arguments: Tier.allCases) func `roles say who reads paths`(_ tier: Tier) throws {
        for path in Self.discovery + Self.others {
            for verb in ["get", "post", "*"] {
                let opinion = try opinion(path, Asked.staker(tier), "seal:\(tier.name)", verb: verb)
                #expect(opinion == .none, "\(path)")
            }
        }
    }

    @Test func `a narrowed seal finds out what there is, and reads no other path`() throws {
        var (byWords, byPlaces) = (Asked.staker(.super), Asked.staker(.super))
        byWords.permissions = ["*:*"]
        byPlaces.namespaces = ["team-a"]
        for identity in [byWords, byPlaces] {
            for path in Self.discovery {
                let opinion = try opinion(path, identity, "seal:limited")
                #expect(opinion == .none, "\(path)")
            }
            for path in Self.others {
                guard case .denied(let finding) = try opinion(path, identity, "seal:limited") else {
                    Issue.record("not refused: \(path)")
                    continue
                }
                #expect(finding.rule == .sealPermissions)
            }
        }
    }
}
