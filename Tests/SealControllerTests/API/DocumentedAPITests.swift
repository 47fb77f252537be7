// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Glibc
import HTTPServer
import Kernel
import Operations
import SealAuthN
import SuiLedger
import Telemetry
import Testing
import WorkerProtocol

@testable import SealController

/// What is written about the public API names what there is, and nothing else.
@Suite struct DocumentedAPITests {
    private static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    private static func text(_ path: String) throws -> String {
        let file = try #require(fopen("\(root)/\(path)", "r"), "\(path) is missing")
        defer { fclose(file) }
        var all: [UInt8] = []
        while case let byte = getc(file), byte != EOF { all.append(UInt8(byte)) }
        return String(decoding: all, as: UTF8.self)
    }

    @Test func `the description has every path, and no other`() throws {
        let paths = try Self.text("docs/openapi.yaml").split(separator: "\n")
            .filter { $0.hasPrefix("  /") }.map { String($0.dropFirst(2).dropLast()) }
        #expect(Set(paths) == Set(Route.allCases.filter { $0 != .none }.map { "\($0.path)" }))
    }

    @Test func `the description has every problem and every view`() throws {
        let text = try Self.text("docs/openapi.yaml")
        for code in ProblemCode.allCases { #expect(text.contains(code.rawValue), "\(code)") }
        for view in ViewFunction.allCases { #expect(text.contains(view.rawValue), "\(view)") }
    }

    @Test func `the page for users has every path, view and reason`() throws {
        let text = try Self.text("docs/api.md")
        for route in Route.allCases where route != .none { #expect(text.contains("`\(route.path)`"), "\(route)") }
        for view in ViewFunction.allCases { #expect(text.contains("`\(view.rawValue)`"), "\(view)") }
    }

    private static func named(_ text: String) -> Set<String> {
        let words = text.split { !($0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_")) }.map(String.init)
        return Set(words.filter { $0.hasPrefix("k3s_daas_") && $0 != "k3s_daas_" })
    }

    @Test func `the page for users names every metric of the public API, and none that there is not`() throws {
        let registry = Registry()
        let metrics = APIMetrics(in: registry)
        let ground = ChainGround()
        let board = WorkerBoard()
        let questions = ClusterQuestions(Self.ids, types: Address(1))
        let service = APIService(
            chain: ground.view,
            signed: SignedTokens(cluster: ChainGround.cluster, now: ChainGround.now.monotonic), prices: { nil },
            facts: ClusterFacts(
                cluster: ChainGround.cluster, chain: Digest(.init()), package: Address(1), audience: "k3s",
                version: "1", isAttested: false, isDevLedger: true, apiserver: nil),
            serverKey: ServerKey(certificateFile: "/nonexistent"),
            limits: RequestLimits(
                strangers: RateLimit(perMinute: 1), stakers: RateLimit(perMinute: 1), now: ChainGround.now.monotonic),
            views: ViewDesk(ground.view, questions, NoNodes()), board: board, nodes: NodePages(ground.view, board),
            history: History(), joins: nil, attestation: nil, metrics: metrics, audit: nil, clock: { ChainGround.now })
        metrics.watch(service, build: BuildInfo(openssl: "x"), sinks: [], in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let names = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n").filter {
            $0.hasPrefix("# TYPE k3s_daas_")
        }
        .map { String($0.split(separator: " ")[2]) }
        // Those of joins are registered where there is a cluster.
        let joins: Set<String> = [
            "k3s_daas_controller_leader", "k3s_daas_joins_total", "k3s_daas_joins_in_hand",
            "k3s_daas_join_token_sweeps_total", "k3s_daas_nonces_shared",
        ]
        #expect(Self.named(try Self.text("docs/api.md")) == Set(names).union(joins))
    }

    private struct NoNodes: EntryLookUp {
        func ask(
            _ question: TableEntryQuestion, completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void
        ) { completion(.failure(LedgerError(.unavailable, "-"))) }
    }

    static let ids = ClusterCreated(
        cluster: Address(1), creator: Address(2), stakes: Address(3), sealRegistry: Address(4), seals: Address(5),
        workerRegistry: Address(6), scheduler: Address(7), enclaveRegistry: Address(8), governance: Address(9),
        auditAnchor: Address(10))
}
