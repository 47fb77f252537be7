// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPClient
import Kernel
import SuiLedger
import TestSupport
import Testing

/// Against a gRPC server whose stack is not ours: Python's grpcio, where it is at hand.
@Suite(
    .enabled(if: GRPCNode.isPossible, "no Python with grpcio (GRPC_PYTHON): gRPC was NOT tested against another stack"),
    .timeLimit(.minutes(10)))
struct InteropTests {
    @Test(arguments: [false, true]) func `questions are answered, and the answers say how fresh they are`(
        _ isSecure: Bool
    ) throws {
        let node = try GRPCNode(isSecure: isSecure)
        defer { withExtendedLifetime(node) {} }
        let ledger = NodeClient(NodeEndpoint(.grpc, node.url), client: try Client(node.settings))
        let object = try ledger.ask(ObjectQuestion(Address(5)), timeout: .seconds(10))
        #expect(object.value?.reference.version == 5)
        #expect(object.value?.owner == .shared(initialVersion: 3))
        let freshness = Freshness(
            chain: "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S", epoch: 9, checkpoint: 77,
            timestamp: 1_795_212_180_500)
        #expect(object.freshness == freshness)
        let epoch = try ledger.ask(EpochQuestion(), timeout: .seconds(10))
        #expect(epoch.value.referenceGasPrice == 750)
        let events = try ledger.ask(EventPageQuestion(of: Address(0xcd), from: 10), timeout: .seconds(10))
        #expect(events.value.events.count == 2)
        #expect(events.freshness == freshness)
    }

    @Test(arguments: [false, true]) func `what is not there is an answer, as fresh as the node`(_ isSecure: Bool) throws
    {
        let node = try GRPCNode(isSecure: isSecure)
        defer { withExtendedLifetime(node) {} }
        let ledger = NodeClient(NodeEndpoint(.grpc, node.url), client: try Client(node.settings))
        let object = try ledger.ask(ObjectQuestion(Address(99)), timeout: .seconds(10))
        #expect(object.value == nil)
        #expect(object.freshness?.checkpoint == 77)
    }

    @Test(arguments: [false, true]) func `failures have names`(_ isSecure: Bool) throws {
        let node = try GRPCNode(isSecure: isSecure)
        defer { withExtendedLifetime(node) {} }
        let ledger = NodeClient(NodeEndpoint(.grpc, node.url), client: try Client(node.settings))
        func code(_ id: String, _ timeout: Duration = .seconds(10)) -> LedgerError.Code? {
            do throws(LedgerError) {
                _ = try ledger.ask(ObjectQuestion(Address(id) ?? Address(0)), timeout: timeout)
                return nil
            } catch { return error.code }
        }
        #expect(code("0xdead") == .unavailable)
        #expect(code("0xbeef") == .throttled)
        #expect(code("0xf00d", .milliseconds(200)) == .timeout)
        // Four megabytes that are no object: read, and refused.
        #expect(code("0xb16b") == .malformed)
        #expect(code("0xcafe") == .unsupported)
        // A server that does not have a method refuses before it has read the request, and resets the stream; libcurl 7.88 loses that
        // refusal now and then, which is a failure that may be tried again, but never an answer.
        do throws(LedgerError) {
            _ = try ledger.ask(ExecuteQuestion(transaction: [1], signatures: []), timeout: .seconds(10))
            Issue.record("a method that is not there gave an answer")
        } catch { #expect([.unsupported, .unavailable].contains(error.code)) }
    }

    @Test func `a node that speaks gRPC and one that speaks GraphQL agree`() throws {
        let node = try GRPCNode(isSecure: false)
        defer { withExtendedLifetime(node) {} }
        let tip = #""chainIdentifier":"35834a8a","checkpoint":{"sequenceNumber":78,"timestamp":"2026-11-20T22:03:01Z"}"#
        let epoch = #""epoch":{"epochId":9,"referenceGasPrice":"750","startTimestamp":"2026-11-20T00:00:00.250Z"}"#
        let json = "{\"data\":{\(tip),\(epoch)}}"
        let peer = try Peer { _ in "HTTP/1.1 200 X\r\ncontent-length: \(json.utf8.count)\r\n\r\n" + json }
        let client = try Client()
        let chain: NodePool.Chain = try #require(
            NodePool.Chain(digest: "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S"))
        let pool = NodePool(
            [
                NodeClient(NodeEndpoint(.grpc, node.url), client: client),
                NodeClient(NodeEndpoint(.graphQL, peer.url), client: client),
            ], chain: chain)
        var rules = AskRules()
        rules.agreement = 2
        let answer = try pool.ask(EpochQuestion(), rules)
        #expect(answer.value.number == 9 && answer.freshness?.checkpoint == 78)
        #expect(pool.snapshots.map(\.counts.answered) == [1, 1])
    }

    @Test(arguments: [false, true]) func `a hundred questions at once share connections and are all answered`(
        _ isSecure: Bool
    ) throws {
        let node = try GRPCNode(isSecure: isSecure)
        defer { withExtendedLifetime(node) {} }
        let ledger = NodeClient(NodeEndpoint(.grpc, node.url), client: try Client(node.settings))
        let answers = Monitor<[Bool]>([])
        for index in 0..<100 {
            ledger.ask(ObjectQuestion(index % 2 == 0 ? Address(5) : Address(99)), timeout: .seconds(30)) { result in
                let isRight = (try? result.get().value != nil) == (index % 2 == 0)
                answers.withLock { $0.append(isRight) }
                answers.notifyAll()
            }
        }
        let all = answers.wait(for: { $0.count == 100 ? $0 : nil })
        #expect(all?.allSatisfy { $0 } == true)
    }
}

/// The Python server, for as long as the value lives.
final class GRPCNode {
    static let python = ProcessEnvironment.variables["GRPC_PYTHON"] ?? "/usr/bin/python3"
    static let isPossible = PythonPeer.has(python, modules: "grpc")

    let url: String
    let settings: ClientSettings
    private let process: PythonPeer
    private let folder: String

    init(isSecure: Bool) throws {
        var template = Array("/tmp/grpc-node-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let arguments = [TestFiles.vectors + "sui-rpc.json"] + (isSecure ? [folder] : [])
        process = try PythonPeer(Self.python, script: "grpc-node.py", arguments)
        url = (isSecure ? "https" : "http") + "://127.0.0.1:\(try process.line())"
        var settings = ClientSettings()
        if isSecure { settings.certificateAuthorities = folder + "/ca.pem" }
        self.settings = settings
    }

    /// Tells the server what happens on its chain, and waits until it has.
    func say(_ line: String) throws { #expect(try process.ask(line) == "done") }

    /// Ends the server as a crash does.
    func end() { process.end() }

    deinit {
        for name in ["key.pem", "ca.pem"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }
}
