// SPDX-License-Identifier: Apache-2.0
import Crypto
import HTTPClient
import HTTPServer
import Kernel
import Operations
import SealAuthN
import SuiLedger
import Telemetry
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

/// What is written down of whoever comes to the public API for a join: who they were, and why they were refused.
@Suite(.timeLimit(.minutes(10))) struct JoinAuditTests {
    /// Nobody joins, and it is said why.
    private struct Refusing: JoinDoor {
        func challenge(_ request: ChallengeRequest, serverKey: Bytes32, now: WallTime) -> Challenge? { nil }

        func join(
            _ request: JoinRequest, owner: Address, now: WallTime, completion: @escaping @Sendable (JoinAnswer) -> Void
        ) { completion(.refused(.forbidden, sentence: "no", label: "other_owner")) }
    }

    /// A server with an audit log, for one staker who has a seal of each kind.
    private final class Ground {
        static let owner = Address(0x21)
        let chain = ChainGround()
        let path: String
        private let sink: LineSink
        private let server: Server
        private let client: Client
        private let url: String

        init(joins: (any JoinDoor)? = Refusing(), perMinute: Int = 1000) throws {
            path = "/tmp/k3s-daas-join-audit-\(try Bytes32.random().hex.prefix(16))"
            sink = try LineSink(.file(path))
            chain.tables.insert(ChainGround.account(2 * ChainGround.sui, node: 2 * ChainGround.sui), of: Self.owner)
            let board = WorkerBoard()
            let service = APIService(
                chain: chain.view,
                signed: SignedTokens(cluster: ChainGround.cluster, now: ChainGround.now.monotonic), prices: { nil },
                facts: ClusterFacts(
                    cluster: ChainGround.cluster, chain: Digest(.init()), package: Address(1), audience: "k3s",
                    version: "1", isAttested: false, isDevLedger: true, apiserver: nil),
                serverKey: ServerKey(certificateFile: "/nonexistent"),
                limits: RequestLimits(
                    strangers: RateLimit(perMinute: perMinute), stakers: RateLimit(perMinute: perMinute),
                    now: ChainGround.now.monotonic),
                views: ViewDesk(chain.view, ClusterQuestions(DocumentedAPITests.ids, types: Address(1)), NoNodes()),
                board: board, nodes: NodePages(chain.view, board), history: History(), joins: joins, attestation: nil,
                metrics: APIMetrics(in: Registry()), audit: APIAudit(to: .plain(sink)), clock: { ChainGround.now })
            var settings = ServerSettings()
            settings.loops = 1
            let listener = ListenerSettings(
                name: "api", address: try #require(SocketAddress("127.0.0.1:0")), tls: nil,
                handlers: APIHandlerFactory(service: service))
            server = try Server(settings, listeners: [listener]) { _ in }
            url = "http://\(try #require(server.addresses["api"]))"
            client = try Client()
            try server.start()
        }

        deinit {
            client.close()
            server.stop()
            server.waitUntilStopped()
            _ = sink.close()
        }

        private struct NoNodes: EntryLookUp {
            func ask(
                _ question: TableEntryQuestion,
                completion: @escaping @Sendable (Result<TableEntry?, LedgerError>) -> Void
            ) { completion(.failure(LedgerError(.unavailable, "-"))) }
        }

        /// Asks for a join, and gives the answer's status.
        func join(_ token: [UInt8]?, _ body: String = "{}", at path: String = "\(APIPath.registerWorker)") throws -> Int
        {
            var headers: [Header] = []
            if let token { headers.append(Header("authorization", "Bearer \(String(decoding: token, as: UTF8.self))")) }
            let outcome = Monitor<Result<ClientResponse, ClientError>?>(nil)
            client.send(ClientRequest(.post, url + path, headers: headers, body: Array(body.utf8))) { result in
                outcome.withLock { $0 = result }
                outcome.notifyAll()
            }
            return try #require(outcome.wait(until: Monotonic.now.advanced(by: .seconds(120))) { $0 }).get().status
        }

        /// All lines, each without when, of which request and from where.
        func lines() throws -> [[String: String]] {
            _ = sink.close()
            let bytes = try FileContents.read(path, limit: 1 << 20).bytes
            return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
                let members = try Tree(json: String(line)).members
                #expect(members["peer"]?.text?.hasPrefix("127.0.0.1") == true)
                return members.filter { !["ts", "request", "peer"].contains($0.key) }.compactMapValues(\.text)
            }
        }
    }

    private static func denied(_ reason: String) -> [String: String] {
        [
            "kind": "register_worker", "decision": "denied", "reason": reason, "owner": Ground.owner.description,
        ]
    }

    @Test(arguments: [("{", "malformed"), ("{}", "missing_field"), (String(repeating: "x", count: 9000), "too_large")])
    func `a join that cannot be read is written down, with whoever sent it`(_ body: String, _ reason: String) throws {
        let ground = try Ground()
        let token = try ground.chain.mint(7, for: Ground.owner, kind: 2)
        #expect(try ground.join(token, body) / 100 == 4)
        #expect(try ground.lines() == [Self.denied(reason)])
    }

    @Test func `a seal from before a slashing is refused, and that is written down`() throws {
        let ground = try Ground()
        let token = try ground.chain.mint(7, for: Ground.owner, kind: 2)
        ground.chain.tables.insert(
            ChainGround.account(2 * ChainGround.sui, node: 2 * ChainGround.sui, generation: 1, sequence: 2),
            of: Ground.owner)
        #expect(try ground.join(token, try Self.wellFormed()) == 403)
        #expect(try ground.lines() == [Self.denied("outdated_generation")])
    }

    @Test func `where no machine may join at all, that is written down`() throws {
        let ground = try Ground(joins: nil)
        #expect(try ground.join(try ground.chain.mint(7, for: Ground.owner, kind: 2), try Self.wellFormed()) == 404)
        #expect(try ground.lines() == [Self.denied("no_joins")])
    }

    @Test func `a join that was looked at has one line`() throws {
        let ground = try Ground()
        #expect(try ground.join(try ground.chain.mint(7, for: Ground.owner, kind: 2), try Self.wellFormed()) == 403)
        #expect(try ground.lines() == [Self.denied("other_owner")])
    }

    /// A join that can be read.
    private static func wellFormed() throws -> String {
        let world = try JoinWorld()
        return String(decoding: try world.request(try world.claim()).json, as: UTF8.self)
    }

    @Test func `a seal that is no machine's is refused, and that is written down`() throws {
        let ground = try Ground()
        #expect(try ground.join(try ground.chain.mint(7, for: Ground.owner, kind: 1)) == 403)
        #expect(try ground.lines() == [Self.denied("not_a_worker")])
    }

    @Test func `of strangers who show nothing no line is written`() throws {
        let ground = try Ground()
        #expect(try ground.join(nil) == 401)
        #expect(try ground.lines().isEmpty)
    }

    @Test func `beyond a staker's limit nothing more is written`() throws {
        let ground = try Ground(perMinute: 1)
        let token = try ground.chain.mint(7, for: Ground.owner, kind: 2)
        var statuses: [Int] = []
        for _ in 0..<20 { statuses.append(try ground.join(token)) }
        let limited = statuses.count { $0 == 429 }
        #expect(limited > 0 && statuses.count { $0 == 400 } == 20 - limited)
        #expect(try ground.lines().count == 20 - limited)
    }
}
