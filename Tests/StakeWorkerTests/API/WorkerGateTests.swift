// SPDX-License-Identifier: Apache-2.0
import HTTPServer
import SuiLedger
import Testing

@testable import StakeWorker

@Suite struct WorkerGateTests {
    private static let token = String(repeating: "5a", count: 32)

    private static func admit(
        _ method: HTTPServer.Method, _ path: String, host: String = "127.0.0.1:8080", hasOrigin: Bool = false,
        authorization: String = "", isOpen: Bool = false
    ) -> Result<WorkerGate.Question, WorkerGate.Refusal> {
        let gate = WorkerGate(token: isOpen ? nil : Array(token.utf8), isOpen: isOpen)
        let (path, host, value) = (Array(path.utf8), Array(host.utf8), Array(authorization.utf8))
        do throws(WorkerGate.Refusal) {
            return .success(
                try gate.admit(
                    method, path: path.span, host: host.span, hasOrigin: hasOrigin, authorization: value.span))
        } catch { return .failure(error) }
    }

    @Test func `pages are shown to programs on the machine`() {
        #expect(Self.admit(.get, "/health") == .success(.health))
        #expect(Self.admit(.head, "/metrics") == .success(.metrics))
        #expect(Self.admit(.get, "/api/v1/metrics") == .success(.report))
    }

    @Test func `orders need the token`() {
        for kind in WorkerGate.OrderKind.allCases {
            let path = "/api/v1/\(kind.rawValue)"
            #expect(Self.admit(.post, path, authorization: "Bearer \(Self.token)") == .success(.order(kind)))
            #expect(Self.admit(.post, path, authorization: "bearer \(Self.token)") == .success(.order(kind)))
            for wrong in [
                "", "Bearer", "Bearer ", Self.token, "Basic \(Self.token)", "Bearer \(Self.token)0",
                "Bearer \(Self.token.dropLast())", "Bearer \(Self.token.dropLast())b", "Bearer  \(Self.token)",
            ] {
                #expect(Self.admit(.post, path, authorization: wrong) == .failure(.token), "\(wrong)")
            }
            #expect(Self.admit(.get, path, authorization: "Bearer \(Self.token)") == .failure(.method))
        }
    }

    @Test func `no browser is answered`() {
        #expect(Self.admit(.get, "/health", hasOrigin: true) == .failure(.browser))
        #expect(
            Self.admit(.post, "/api/v1/unstake", hasOrigin: true, authorization: "Bearer \(Self.token)")
                == .failure(.browser))
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LocalHost", "[::1]:8080", "[::1]"])
    func `this machine's own names are taken`(_ host: String) {
        #expect(Self.admit(.get, "/health", host: host) == .success(.health))
    }

    @Test(arguments: [
        "", "example.com", "127.0.0.1.example.com", "127.0.0.1:8080.example.com", "localhost.example", "127.0.0.2",
        "localhost:8080a", "xlocalhost",
    ]) func `a name that somebody else leads here is not`(_ host: String) {
        #expect(Self.admit(.get, "/health", host: host) == .failure(.host))
    }

    @Test func `other paths and methods are refused`() {
        for path in ["", "/", "/api/v1/", "/api/v1/stake", "/api/v1/staking/", "/metrics/", "/api/v1/metrics/x"] {
            #expect(Self.admit(.post, path, authorization: "Bearer \(Self.token)") == .failure(.path), "\(path)")
        }
        #expect(Self.admit(.post, "/health") == .failure(.method))
        #expect(Self.admit(.delete, "/metrics") == .failure(.method))
    }

    @Test func `who only watches shows numbers by any name, and takes no orders`() {
        #expect(Self.admit(.get, "/metrics", host: "10.0.0.7:8080", isOpen: true) == .success(.metrics))
        for value in ["", "Bearer ", "Bearer \(Self.token)"] {
            #expect(Self.admit(.post, "/api/v1/unstake", authorization: value, isOpen: true) == .failure(.token))
        }
    }
}

@Suite struct OrderBodyTests {
    private static func order(_ kind: WorkerGate.OrderKind, _ text: String) -> WorkerOrder? {
        let bytes = Array(text.utf8)
        return OrderBody.order(kind, bytes.span)
    }

    @Test func `amounts have a unit`() {
        #expect(Self.order(.stake, #"{"amount":"0.5SUI"}"#) == .stake(500_000_000))
        #expect(Self.order(.unstake, #"{"amount":"7 MIST"}"#) == .unstake(7))
        #expect(Self.order(.unstake, #"{"amount":"all"}"#) == .unstake(nil))
        #expect(Self.order(.register, "") == .register && Self.order(.register, "{}") == .register)
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"amount":5}"#, #"{"amount":"5"}"#, #"{"amount":""}"#, #"{"amount":"0SUI"}"#,
        #"{"amount":"-1SUI"}"#, #"{"amount":"1SUI""#, #"{"amount":null}"#, #"{"amount":"99999999999SUI"}"#,
    ]) func `anything else is none`(_ text: String) {
        #expect(Self.order(.stake, text) == nil && Self.order(.unstake, text) == nil)
    }

    @Test func `not even all can be staked`() { #expect(Self.order(.stake, #"{"amount":"all"}"#) == nil) }
}
