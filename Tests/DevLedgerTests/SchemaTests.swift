// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Glibc
import Kernel
import TestSupport
import Testing
import Wire

@testable import SuiLedger

/// What we ask in GraphQL, and what our local ledger answers, before a judge that nobody here wrote.
@Suite(
    .enabled(
        if: SchemaOracle.isPossible,
        "no graphql-core (GRAPHQL_PYTHON), or no ../shared/fixtures/sui: GraphQL was NOT held against the schema"),
    .timeLimit(.minutes(10)))
struct SchemaTests {
    static let address = Address("0xb0b") ?? Address(0)
    static let digest = Digest(BLAKE2b.digest(of: [1]))
    static let coin = StructTag(Address(2), "coin", "Coin", [.sui])
    static let token = PageToken.text("a \"cursor\"\n")

    /// Every question, with and without each thing that it may leave out.
    static let questions: [any Question] = [
        BalanceQuestion(of: address), EpochQuestion(), ObjectQuestion(address), TransactionQuestion(digest),
        EventPageQuestion(of: address, from: 0), EventPageQuestion(of: address, from: 1),
        EventPageQuestion(of: address, from: 1 << 53, after: token), ObjectsQuestion([]), ObjectsQuestion([address]),
        ObjectsQuestion((0..<50).map { Address($0) }), OwnedPageQuestion(owner: address, type: coin),
        OwnedPageQuestion(owner: address, type: coin, after: token), SimulateQuestion(transaction: []),
        SimulateQuestion(transaction: [1, 2]), TablePageQuestion(table: address),
        TablePageQuestion(table: address, after: token), TablePageQuestion(table: address, after: .bytes([1])),
        TableEntryQuestion(table: address, key: [], keyType: .structure(coin)),
        TableEntryQuestion(table: address, key: [255, 254], keyType: .vector(.u8)),
        ExecuteQuestion(transaction: [], signatures: []),
        ExecuteQuestion(transaction: [3], signatures: Curve.allCases.map(signature)),
    ]

    static func signature(_ curve: Curve) -> UserSignature {
        let bytes = [SignatureScheme(curve).rawValue] + [UInt8](repeating: 2, count: 64 + curve.publicKeyLength)
        guard let signature = try? UserSignature(bytes) else { preconditionFailure("a signature has these lengths") }
        return signature
    }

    @Test func `every question is one that the schema has`() throws {
        let oracle = try SchemaOracle()
        for question in Self.questions {
            let text = String(decoding: question.graphQL.json, as: UTF8.self)
            #expect(try oracle.problems(text) == [], "\(question)")
        }
    }

    @Test func `no question is left out`() throws {
        let folder = TestFiles.root + "Sources/SuiLedger/Questions/"
        let names = try Self.names(in: folder).filter { $0.hasSuffix("Question.swift") }.map { String($0.dropLast(6)) }
        #expect(names.count > 10)
        #expect(Set(Self.questions.map { "\(type(of: $0))" }) == Set(names))
    }

    private static func names(in folder: String) throws -> [String] {
        let stream = try #require(opendir(folder))
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    @Test func `every reply of the local ledger is one that the schema allows`() throws {
        let world = try JudgedLedger()
        try world.live()
        #expect(world.replies > 200)
    }

    private static func after(_ checkpoint: String) -> String {
        let query = "query($n: UInt53) { events(filter: { afterCheckpoint: $n }) { nodes { sequenceNumber } } }"
        return #"{"query":"\#(query)","variables":{"n":\#(checkpoint)}}"#
    }

    static let brokenQuestions = [
        #"{"query":"{ epoch { epochId","variables":{}}"#,
        #"{"query":"{ epoch { epoch } }","variables":{}}"#,
        #"{"query":"{ epoch }","variables":{}}"#,
        #"{"query":"{ epoch { epochId } }","variables":{"x":1}}"#,
        #"{"query":"query($id: SuiAddress!) { object(address: $id) { version } }","variables":{}}"#,
        #"{"query":"query($id: SuiAddress!) { object(address: $id) { version } }","variables":{"id":"0x5"}}"#,
        #"{"query":"query($id: String!) { object(address: $id) { version } }","variables":{"id":"0x5"}}"#,
        after("9007199254740992"), after("\"1\""), after("-1"),
        #"{"query":"{ objects(filter: { ownerKind: NOBODY }) { nodes { address } } }","variables":{}}"#,
        #"{"query":"{ epoch { startTimestamp { seconds } } }","variables":{}}"#,
        #"{"query":"{ address(address: \"\#(five)\") { asObject { owner { ... on Epoch { epochId } } } } }","variables":{}}"#,
        #"{"query":"query($k: [ObjectKey!]!) { multiGetObjects(keys: $k) { version } }","variables":{"k":[{"id":"0x5"}]}}"#,
    ]

    @Test(arguments: brokenQuestions) func `a broken question is found`(_ question: String) throws {
        #expect(try !SchemaOracle().problems(question).isEmpty)
    }

    static let five = "0x" + String(repeating: "0", count: 63) + "5"
    static let question = #"""
        {"query":"query($id: SuiAddress!) { chainIdentifier checkpoint { timestamp } \#
        object(address: $id) { address version digest owner { __typename ... on Shared { initialSharedVersion } } \#
        storageRebate } events(first: 1) { pageInfo { hasNextPage endCursor } \#
        nodes { sequenceNumber contents { type { repr } bcs } } } \#
        transaction(digest: \"x\") { effects { status } } }","variables":{"id":"\#(five)"}}
        """#
    static let reply = #"""
        {"data":{"chainIdentifier":"35834a8a","checkpoint":{"timestamp":"2026-11-21T08:00:00.000Z"},\#
        "object":{"address":"\#(five)","version":1,"digest":"11111111111111111111111111111111",\#
        "owner":{"__typename":"Shared","initialSharedVersion":1},"storageRebate":"0"},\#
        "events":{"pageInfo":{"hasNextPage":true,"endCursor":"1"},"nodes":[{"sequenceNumber":0,\#
        "contents":{"type":{"repr":"\#(five)::m::S<u8, vector<u64>>"},"bcs":"AQ=="}}]},\#
        "transaction":{"effects":{"status":"SUCCESS"}}}}
        """#

    /// What stands in the reply, and what must not stand there instead.
    static let changes = [
        ("35834a8a", "35834A8A"), ("08:00:00.000Z", "08:00:00.000"), ("11-21T", "02-30T"), ("T08:", " 08:"),
        (#""version":1"#, #""version":"1""#), (#""version":1"#, #""version":-1"#), (#""version":1"#, #""version":1.5"#),
        (#""version":1"#, #""version":9007199254740992"#), (#""version":1,"#, ""),
        (#""version":1"#, #""version":true"#),
        (#""version":1"#, #""version":1,"version":1"#), (#""version":1"#, #""version":1,"more":1"#),
        ("11111111111111111111111111111111", "1111111111111111111111111111111"),
        ("11111111111111111111111111111111", "11111111111111111111111111111110"),
        (#""__typename":"Shared""#, #""__typename":"Immutable""#),
        (#""__typename":"Shared""#, #""__typename":"Object""#),
        (#""__typename":"Shared","#, ""), (#","initialSharedVersion":1"#, ""),
        (#""storageRebate":"0""#, #""storageRebate":0"#),
        (#""0"}"#, #""00"}"#), (#""hasNextPage":true"#, #""hasNextPage":null"#),
        (#""endCursor":"1""#, #""endCursor":null"#),
        (#""nodes":[{"#, #""nodes":[null,{"#), (#""nodes":[{"#, #""nodes":[{"sequenceNumber":1,"contents":null},{"#),
        ("AQ==", "AQ"), ("AQ==", "AR=="), ("AQ==", "_w=="), ("<u8, vector<u64>>", "<u8,vector<u64>>"),
        ("0005::m", "05::m"), ("::S<u8", "::<u8"), ("vector<u64>", "vector<u7>"), ("SUCCESS", "success"),
        (#"{"status":"SUCCESS"}"#, "[]"), (#"{"data":"#, #"{"errors":[],"data":"#),
        (#"{"data":"#, #"{"errors":[{"message":"m","extensions":{"code":"OTHER"}}],"data":"#),
        (#"{"data":"#, #"{"answer":"#),
    ]

    @Test func `a broken reply is found, and what is right is not`() throws {
        let oracle = try SchemaOracle()
        #expect(try oracle.problems(Self.question, reply: Self.reply) == [])
        for (right, wrong) in Self.changes {
            let changed = Self.reply.replacing(right, with: wrong)
            #expect(changed != Self.reply, "\(right) stands nowhere")
            #expect(try !oracle.problems(Self.question, reply: changed).isEmpty, "\(wrong) for \(right)")
        }
    }
}
