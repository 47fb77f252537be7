// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import Testing

@testable import SealController

@Suite struct RouteTests {
    private static func route(_ path: String) -> Route {
        let bytes = Array(path.utf8)
        return Route(bytes.span)
    }

    /// Who may ask for what, as the design separates them.
    static let callers: [(String, Route, Route.Access, [Method])] = [
        ("/api/v1/challenge", .challenge, .anybody, [.post]),
        ("/api/v1/attestation", .attestation, .anybody, [.get, .head, .post]),
        ("/api/v1/security-context", .securityContext, .anybody, [.get, .head]),
        ("/kubectl/config", .kubectlConfig, .anybody, [.get, .head]),
        ("/api/v1/register-worker", .registerWorker, .worker, [.post]),
        ("/api/v1/nodes/heartbeat", .heartbeat, .worker, [.post]),
        ("/api/contract/call", .contractCall, .staker, [.post]),
        ("/api/v1/staking/status", .stakingStatus, .holder, [.get, .head]),
        ("/api/nodes", .nodes, .staker, [.get, .head]),
        ("/api/transactions/history", .transactions, .holder, [.get, .head]),
    ]

    @Test(arguments: callers) func `each path has its callers`(
        _ path: String, _ route: Route, _ access: Route.Access, _ methods: [Method]
    ) {
        #expect(Self.route(path) == route && route.access == access)
        #expect(Method.allCases.filter { route.allows($0) } == methods)
        let allowed = "\(route.allowed)".split(separator: "\r\n")[0]
        #expect(allowed == "Allow: " + methods.map { "\($0)".uppercased() }.joined(separator: ", "))
    }

    @Test func `nothing else is a path`() {
        #expect(Set(Self.callers.map(\.1)) == Set(Route.allCases).subtracting([.none]))
        for path in ["", "/", "/api", "/api/nodes/", "/API/nodes", "/api//nodes", "/api/nodes?x", "/api/node"] {
            #expect(Self.route(path) == .none)
        }
        #expect(Method.allCases.allSatisfy { !Route.none.allows($0) })
    }
}
