// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import HTTPServer
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import DevLedger

/// What a local ledger answers over HTTP beside GraphQL.
@Suite(.timeLimit(.minutes(10))) struct DevServerTests {
    private static let person = "0x" + String(repeating: "0", count: 62) + "09"

    private let world: DevNodeWorld

    init() throws { world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_795_212_180_500)) }

    // MARK: Gifts

    @Test func `a gift in the form of Sui's faucet is a coin`() throws {
        let sent = try world.http("/v2/gas", #"{"FixedAmountRequest":{"recipient":"\#(Self.person)"}}"#)
        #expect(sent.status == 200)
        let reply = try Tree.parse(Array(sent.body.utf8))
        #expect(reply["status"].text == "Success" && reply["coins_sent"].list.count == 1)
        let coin = reply["coins_sent"].list[0]
        #expect(coin["amount"].integer == 10_000_000_000)
        #expect(coin["transferTxDigest"].text.flatMap { Digest($0) } != nil)
        let id = try #require(coin["id"].text.flatMap { Address($0) })
        let person = try #require(Address(Self.person))
        let owned = OwnedPageQuestion(owner: person, type: StructTag(Address(2), "coin", "Coin", [.sui]))
        #expect(try world.ask(owned).items.map(\.reference.id) == [id])
        #expect(try world.ask(BalanceQuestion(of: person)) == 10_000_000_000)
    }

    @Test(arguments: [("1", 1), (#""250""#, 250), ("1000000000000", 1_000_000_000_000)] as [(String, UInt64)])
    func `an amount is a number or its digits`(_ amount: String, _ given: UInt64) throws {
        let body = #"{"FixedAmountRequest":{"recipient":"0x9","amount":\#(amount)}}"#
        #expect(try world.http("/v2/gas", body).status == 200)
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == given)
    }

    @Test(arguments: [
        ("", "the body is no JSON"),
        ("[]", "the body is no object"),
        ("{}", "FixedAmountRequest is missing"),
        (#"{"FixedAmountRequest":7}"#, "FixedAmountRequest must be an object"),
        (#"{"FixedAmountRequest":{}}"#, "FixedAmountRequest.recipient is missing"),
        (#"{"FixedAmountRequest":{"recipient":"9"}}"#, "FixedAmountRequest.recipient must be 0x and 1 to 64 digits"),
        (#"{"FixedAmountRequest":{"recipient":7}}"#, "FixedAmountRequest.recipient must be 0x and 1 to 64 digits"),
        (#"{"FixedAmountRequest":{"recipient":"0x9","to":1}}"#, "there is nothing called FixedAmountRequest.to here"),
        (#"{"FixedAmountRequest":{"recipient":"0x9"},"b":1}"#, "there is nothing called b here"),
        (
            #"{"FixedAmountRequest":{"recipient":"0x9","recipient":"0x8"}}"#,
            "FixedAmountRequest.recipient stands there twice"
        ),
    ]) func `a request for a gift that is none says why`(_ body: String, _ reason: String) throws {
        let answer = try world.http("/v2/gas", body)
        #expect(answer.status == 400)
        #expect(answer.body == #"{"status":{"Failure":{"internal":"\#(reason)"}}}"# + "\n")
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == 0)
    }

    @Test(arguments: [
        "0", "1000000000001", "-1", "1.5", "1e3", "true", #""""#, #""+5""#, #""0x5""#, "18446744073709551616",
    ])
    func `an amount is within bounds`(_ amount: String) throws {
        let body = #"{"FixedAmountRequest":{"recipient":"0x9","amount":\#(amount)}}"#
        let answer = try world.http("/v2/gas", body)
        #expect(answer.status == 400)
        #expect(answer.body.contains("FixedAmountRequest.amount must be a whole number from 1 to 1000000000000"))
    }

    @Test func `there is no gift of what is not there`() throws {
        #expect(world.node.faucet(10_000_000_000_000_000_000, to: Address(8)))
        let answer = try world.http("/v2/gas", #"{"FixedAmountRequest":{"recipient":"0x9"}}"#)
        #expect(answer.status == 400 && answer.body.contains("there is not so much SUI"))
    }

    // MARK: Where it is, and how it goes on

    @Test func `says which ledger it is and where`() throws {
        let identity = world.node.identity
        world.node.advance(milliseconds: 1_500)
        world.node.nextEpoch()
        let answer = try world.http("/identity")
        #expect(answer.status == 200)
        let tree = try Tree.parse(Array(answer.body.utf8))
        #expect(tree["chain"].text == identity.chain.description)
        #expect(tree["package"].text == identity.package.description)
        #expect(tree["epoch"].integer == 1 && tree["checkpoint"].integer == 2)
        #expect(tree["milliseconds"].integer == 1_795_212_182_000)
    }

    @Test func `time and epochs go on when they are told to`() throws {
        let answer = try world.http("/control", #"{"epochs":2,"milliseconds":1500}"#)
        #expect(answer.status == 200)
        #expect(try world.http("/identity").body == answer.body)
        let epoch = try world.ask(EpochQuestion())
        #expect(epoch.number == 2 && epoch.startMilliseconds == 1_795_212_182_000)
        #expect(try world.http("/control", "{}").body == answer.body)
        #expect(try world.http("/control", #"{"epochs":100}"#).status == 200)
        #expect(try world.http("/control", #"{"milliseconds":315360000000}"#).status == 200)
        #expect(try world.ask(EpochQuestion()).number == 102)
    }

    @Test(arguments: [
        (#"{"epochs":101}"#, "epochs must be a whole number from 0 to 100"),
        (#"{"epochs":"1"}"#, "epochs must be a whole number from 0 to 100"),
        (#"{"epochs":1,"milliseconds":315360000001}"#, "milliseconds must be a whole number from 0 to 315360000000"),
        (#"{"epochs":1,"hours":2}"#, "there is nothing called hours here"),
        (#"{"epochs":1,"epochs":1}"#, "epochs stands there twice"),
        ("{", "the body is no JSON"),
        ("7", "the body is no object"),
        ("{\"epochs\":\(String(repeating: " ", count: 16 * 1024))1}", "the body is too long"),
    ]) func `an order that is none says why, and nothing is done`(_ body: String, _ reason: String) throws {
        let before = try world.http("/identity").body
        let answer = try world.http("/control", body)
        #expect(answer.status == 400 && answer.body == #"{"error":"\#(reason)"}"# + "\n")
        #expect(try world.http("/identity").body == before)
    }

    #if DEBUG
        @Test func `a ledger that cannot be written says so`() throws {
            let folder = try TemporaryFolder()
            let node = try DevNode.open(folder.file, seed: 7).node
            let body = Array(#"{"epochs":1}"#.utf8)
            let status = Faults.$only.withValue("fdatasync") {
                Faults.$queue.withValue(Locked([5])) { node.control(body.span).status }
            }
            #expect(status == .serviceUnavailable)
            let gift = Array(#"{"FixedAmountRequest":{"recipient":"0x9"}}"#.utf8)
            #expect(node.faucet(gift.span).status == .serviceUnavailable)
        }
    #endif

    // MARK: Who may ask

    @Test(arguments: ["/", "/identity", "/graphql", "/v2/gas", "/control", "/none"])
    func `a web page is answered nothing, whatever it asks for`(_ path: String) throws {
        let bodies = [nil, #"{"epochs":1}"#]
        for body in bodies {
            for header in [
                Header("Origin", "https://example.com"), Header("Origin", "null"), Header("Host", "example.com"),
                Header("Host", "ledger.example:9124"), Header("Host", "localhost.example.com"),
                Header("Host", "127.0.0.1.example.com"), Header("Host", "0.0.0.0"), Header("Host", "10.0.0.1:80"),
                Header("Host", "localhostess"), Header("Host", "[::2]:80"), Header("Host", "[::1"),
            ] {
                let answer = try world.http(path, body, [header])
                #expect(answer.status == 403, "\(header)")
                #expect(answer.body == #"{"error":"a local ledger answers nobody but this machine"}"# + "\n")
            }
        }
        #expect(world.node.identity.epoch == 0)
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:9", "localhost", "LocalHost:65535", "[::1]", "[::1]:80", "127.0.0.2:80"])
    func `this machine is answered by each of its names`(_ host: String) throws {
        #expect(try world.http("/identity", nil, [Header("Host", host)]).status == 200)
    }

    @Test func `what is not there, or not so, is refused`() throws {
        #expect(try world.http("/").status == 200)
        #expect(try world.http("/none").status == 404)
        for path in ["/graphql", "/v2/gas", "/control"] { #expect(try world.http(path).status == 405) }
        for path in ["/", "/identity"] { #expect(try world.http(path, "{}").status == 405) }
        let long = String(repeating: " ", count: 1024 * 1024 + 1)
        for path in ["/graphql", "/v2/gas", "/control"] { #expect(try world.http(path, long).status == 413) }
    }

    // MARK: Where it listens

    @Test(arguments: ["0.0.0.0:0", "[::]:0", "10.1.2.3:80", "128.0.0.1:0", "[::ffff:127.0.0.1]:0"])
    func `does not start where others could reach it`(_ text: String) throws {
        let address = try #require(SocketAddress(text))
        do throws(DevServer.Failure) {
            _ = try DevServer(world.node, at: address)
            Issue.record("it listens at \(text)")
        } catch {
            guard case .notLoopback(address) = error else { throw error }
            #expect("\(error)" == "\(text) is not loopback: a local ledger is for this machine alone")
        }
    }

    @Test func `gives its port, and is gone once it is stopped`() throws {
        let server = try DevServer(world.node, at: try #require(SocketAddress("[::1]:0")))
        #expect(server.port != 0 && server.url == "http://[::1]:\(server.port)/graphql")
        #expect(try world.client.perform(ClientRequest(.get, "http://\(server.address)/identity")).status == 200)
        #expect(throws: DevServer.Failure.self) { try DevServer(world.node, at: server.address) }
        server.stop()
        server.stop()
        #expect(throws: ClientError.self) {
            try world.client.perform(ClientRequest(.get, "http://\(server.address)/identity"))
        }
    }
}
