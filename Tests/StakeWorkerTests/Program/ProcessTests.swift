// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import Configuration
import HTTPClient
import Kernel
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import StakeWorker

@Suite(.timeLimit(.minutes(10))) struct ProcessTests {
    /// A worker's process without a process, beside a local ledger.
    private final class Running {
        let world: LedgerWorld
        let process: WorkerProcess
        let url: String
        private let sink: LineSink
        private let thread: SharedThread

        init(_ arguments: [String] = [], at address: String = "127.0.0.1:0") throws {
            world = try LedgerWorld()
            let folder = world.folder.path
            try world.file.write(folder + "/cluster.yaml")
            let problems = ProblemList()
            let all =
                [
                    "--cluster-file", folder + "/cluster.yaml", "--wallet-file", folder + "/wallet",
                    "--wallet-password-file", folder + "/password", "--state-folder", folder + "/state",
                    "--agent-unit", "stake-worker-test-nowhere.service", "--node-id", "rack-1", "--listen-address",
                    address,
                ] + arguments
            let flags = CommandLineValues(all, settings: WorkerSettings.all, problems: problems)
            let loaded = try WorkerConfiguration.load(flags, environment: [:], problems: problems, defaults: [])
            sink = try LineSink(.file(folder + "/log"))
            let log = Log(to: sink, format: .text, minimum: .debug)
            let process = try WorkerProcess(loaded.configuration, manager: SharedServiceManager(nil), log: log)
            self.process = process
            url = "http://\(try #require(process.address))"
            thread = try SharedThread(name: "process") { try? process.run() }
        }

        /// Ends it as a signal would.
        func end() -> String {
            _ = process.take(.terminate)
            thread.join()
            _ = sink.close()
            return (try? world.folder.read("log")) ?? ""
        }

        func ask(_ request: ClientRequest) throws -> (status: Int, body: String) {
            let response = try Client().perform(request)
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }

        /// The status, once the chain has said something.
        func status() throws -> Tree {
            for _ in 0..<10_000 {
                let report = try Tree(json: try ask(ClientRequest(.get, url + "/api/v1/metrics")).body)
                if report["chainAt"] != .null { return report }
                Pause.take(.milliseconds(1))
            }
            throw WorkerFailure(.software, "the chain says nothing")
        }
    }

    @Test func `a worker runs, takes orders, and ends`() throws {
        let running = try Running()
        #expect(try running.status()["standing"].text == "unknown")
        let token = String(try running.world.folder.read("state/api-token").dropLast())
        let order = ClientRequest(
            .post, running.url + "/api/v1/staking", headers: [Header("authorization", "Bearer \(token)")],
            body: Array(#"{"amount":"2SUI"}"#.utf8))
        let done = try running.ask(order)
        #expect(done.status == 200, "\(done)")
        // It looks at once, not only in half a minute.
        for _ in 0..<10_000 where try running.status()["stakeMist"].text != "2000000000" {
            Pause.take(.milliseconds(1))
        }
        #expect(try running.status()["stakeMist"].text == "2000000000")
        #expect(try FileStatus.of(running.world.folder.path + "/state/api-token").permissions == 0o600)
        let log = running.end()
        #expect(log.contains("ready") && log.contains("ended") && !log.contains(token))
        #expect(!log.contains("correct horse"))
    }

    @Test func `who only watches has no token, no folder and no wallet`() throws {
        let owner = Address(0xa).description
        // Its wallet is there, and not looked at.
        let running = try Running(["--observe", "--owner", owner, "--measure=false"])
        let report = try running.status()
        #expect(report["standing"].text == "unknown" && report["memoryPercent"] == .null && report["pods"] == .null)
        #expect(!running.world.folder.has("state"))
        #expect(try running.ask(ClientRequest(.post, running.url + "/api/v1/unstake")).status == 401)
        #expect(running.end().contains("ended"))
    }

    @Test func `an address that is taken is said`() throws {
        let running = try Running()
        defer { _ = running.end() }
        let taken = String(running.url.dropFirst("http://".count))
        #expect { _ = try Running(at: taken) } throws: { ($0 as? WorkerFailure)?.code == .busy }
    }
}
