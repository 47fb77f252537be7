// SPDX-License-Identifier: Apache-2.0
import Bytes
import HTTPClient
import HTTPServer
import Kernel
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import StakeWorker

/// The worker's own API over a socket, with the thread of its rounds behind it.
@Suite struct WorkerServiceTests {
    private final class Service {
        let world: RoundsWorld
        let board = WorkerBoard()
        let runner: WorkerRunner
        let server: Server
        let client: Client
        let url: String
        static let token = String(repeating: "5a", count: 32)

        init(began: Monotonic = .now, startsRounds: Bool = true) throws {
            world = try RoundsWorld()
            world.work()
            runner = WorkerRunner(board: board)
            let registry = Registry()
            world.counts.register(in: registry)
            registry.register(WorkerMetrics(board: board))
            let content = WorkerHandler.Content(
                gate: WorkerGate(token: Array(Self.token.utf8), isOpen: false), board: board, registry: registry,
                runner: runner, began: began)
            var settings = ServerSettings()
            settings.loops = 1
            let listener = ListenerSettings(
                name: "worker", address: try #require(SocketAddress("127.0.0.1:0")), tls: nil,
                handlers: WorkerHandlerFactory(content: content))
            server = try Server(settings, listeners: [listener]) { _ in }
            try server.start()
            url = "http://\(try #require(server.addresses["worker"]))"
            client = try Client()
            if startsRounds { try runner.start(world.rounds) }
        }

        deinit {
            runner.stop()
            server.stop()
            server.waitUntilStopped()
        }

        func get(_ path: String) throws -> (status: Int, body: String) {
            let response = try client.perform(ClientRequest(.get, url + path))
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }

        func post(_ path: String, _ body: String, token: String? = token) throws -> (status: Int, body: String) {
            var request = ClientRequest(.post, url + path, body: Array(body.utf8))
            if let token { request.headers = [Header("authorization", "Bearer \(token)")] }
            let response = try client.perform(request)
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }

        /// Waits for the first round.
        func settle() {
            for _ in 0..<10_000 where board.status.roundAt == nil { Pause.take(.milliseconds(1)) }
        }
    }

    @Test func `pages say how the worker is`() throws {
        let service = try Service()
        service.settle()
        let health = try service.get("/health")
        #expect(health.status == 200 && health.body == "{\"status\":\"ok\",\"phase\":\"working\"}\n")
        let page = try service.get("/api/v1/metrics")
        let report = try Tree(json: page.body)
        #expect(page.status == 200 && report["standing"].text == "working" && report["nodeName"].text == "n-abc-1")
        #expect(
            report["stakeMist"].text == "3000000000" && report["sealLive"].bool == true && report["pods"].integer == 0)
        #expect(report["reason"] == .null && report["memoryPercent"].integer == 6)
        let metrics = try service.get("/metrics").body
        for line in [
            "k3s_daas_worker_phase{phase=\"working\"} 1", "k3s_daas_worker_phase{phase=\"stopped\"} 0",
            "k3s_daas_worker_may_work 1", "k3s_daas_worker_stake_mist 3000000000",
            "k3s_daas_worker_stake_required_mist 1000000000", "k3s_daas_worker_heartbeats_total 1",
            "k3s_daas_worker_use_percent{resource=\"memory\"} 6", "k3s_daas_worker_pods 0",
            "k3s_daas_worker_network_bytes_total{direction=\"sent\"} 295055",
            "k3s_daas_worker_failures_total{part=\"chain\",reason=\"chain_unavailable\"} 0",
        ] { #expect(metrics.contains(line + "\n"), "\(line)") }
    }

    @Test func `what is not known is not shown`() throws {
        let service = try Service(startsRounds: false)
        let metrics = try service.get("/metrics").body
        for name in ["may_work", "stake_mist", "seal_live", "pods", "use_percent", "chain_timestamp_seconds"] {
            #expect(!metrics.contains("\nk3s_daas_worker_\(name) ") && !metrics.contains("\nk3s_daas_worker_\(name){"))
        }
        let report = try Tree(json: try service.get("/api/v1/metrics").body)
        #expect(report["stakeMist"] == .null && report["sealLive"] == .null && report["cpuPercent"] == .null)
    }

    @Test func `orders are carried out, and answered once they are`() throws {
        let service = try Service()
        service.settle()
        let done = try service.post("/api/v1/staking", #"{"amount":"0.5SUI"}"#)
        #expect(done.status == 200 && done.body == "{\"done\":true}\n")
        #expect(service.world.join.chain.now.account?.nodeAmount == 3_500_000_000)
        #expect(try service.post("/api/v1/unstake", #"{"amount":"all"}"#).status == 200)
        #expect(service.world.join.chain.now.account?.nodeAmount == 0)
        let refused = try service.post("/api/v1/unstake", #"{"amount":"all"}"#)
        let reason = try Tree(json: refused.body)["code"].text
        #expect(refused.status == 409 && reason == "standing")
    }

    @Test func `orders without the token, or without sense, are not`() throws {
        let service = try Service()
        service.settle()
        #expect(try service.post("/api/v1/unstake", #"{"amount":"all"}"#, token: nil).status == 401)
        #expect(try service.post("/api/v1/unstake", #"{"amount":"all"}"#, token: "x").status == 401)
        #expect(try service.post("/api/v1/unstake", "nonsense").status == 400)
        #expect(try service.post("/api/v1/unstake", String(repeating: "x", count: 2000)).status == 400)
        #expect(try service.get("/api/v1/unstake").status == 405)
        #expect(try service.get("/else").status == 404)
        #expect(service.world.join.chain.now.account?.nodeAmount == 3 * Mist.perSUI)
        var request = ClientRequest(.get, service.url + "/health", headers: [Header("origin", "https://x")])
        #expect(try service.client.perform(request).status == 403)
        request.headers = [Header("host", "example.com")]
        #expect(try service.client.perform(request).status == 403)
    }

    /// What became of an order, and the status that says so.
    @Test(arguments: [
        (WorkerFailure.Code.funds, 422), (.chainRefused, 422), (.chainUnavailable, 503), (.outcomeUnknown, 503),
        (.wallet, 500), (.configuration, 409), (.masterRefused, 422), (.busy, 503), (.software, 500),
    ]) func `a failure has its status`(_ code: WorkerFailure.Code, _ status: Int) throws {
        let service = try Service()
        service.settle()
        service.world.join.chain.now.orderFailure = WorkerFailure(code, "for this reason")
        let answer = try service.post("/api/v1/staking", #"{"amount":"1SUI"}"#)
        let report = try Tree(json: answer.body)
        #expect(answer.status == status && report["code"].text == code.rawValue)
        #expect(report["detail"].text == "for this reason")
    }

    @Test func `a worker whose rounds do not end is not well`() throws {
        let long = Monotonic(nanoseconds: Monotonic.now.nanoseconds - 601_000_000_000)
        let stuck = try Service(began: long, startsRounds: false)
        #expect(try stuck.get("/health").status == 503)
        let short = Monotonic(nanoseconds: Monotonic.now.nanoseconds - 590_000_000_000)
        let slow = try Service(began: short, startsRounds: false)
        #expect(try slow.get("/health").status == 200)
        withExtendedLifetime((stuck, slow)) {}
    }

    @Test(arguments: [(7, true), (8, false), (9, false)]) func `orders do not pile up`(_ waiting: Int, _ isTaken: Bool)
    {
        let runner = WorkerRunner(board: WorkerBoard())
        for _ in 0..<waiting { runner.take(.register) { _ in } }
        let refused = Locked<WorkerFailure.Code?>(nil)
        runner.take(.register) { if case .failure(let error) = $0 { refused.withLock { $0 = error.code } } }
        #expect((refused.withLock { $0 } == nil) == isTaken)
    }

    @Test func `a worker that has ended takes no orders`() {
        let runner = WorkerRunner(board: WorkerBoard())
        runner.stop()
        let refused = Locked<WorkerFailure.Code?>(nil)
        runner.take(.register) { if case .failure(let error) = $0 { refused.withLock { $0 = error.code } } }
        #expect(refused.withLock { $0 } == .busy)
    }
}
