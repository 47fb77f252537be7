// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing
import Wire

// Tests/Vectors/sui-rpc.json: requests and answers by protobuf and graphql-core from Sui's own descriptors and schema;
// Tests/Vectors/tools/sui-rpc.py says how they were made.
@Suite struct QuestionTests {
    @Test func `events are chosen by package, module or type, in either language`() {
        let package = "0x" + String(repeating: "0", count: 62) + "cd"
        for (type, name) in [
            (nil, package), ("seal", package + "::seal"), ("seal::SealChanged", package + "::seal::SealChanged"),
        ] {
            let question = EventPageQuestion(of: Address(0xcd), type: type, from: 0)
            #expect(question.graphQL.variables.first?.value == .text(name))
            // EventFilter{1 term{1 literal{4 type{1 name}}}}, innermost: tag, length, name.
            let literal = [0x0a, UInt8(name.utf8.count)] + Array(name.utf8)
            let message = question.grpc.message
            let isThere = message.indices.contains { message[$0...].starts(with: literal) }
            #expect(isThere)
        }
    }

    @Test func `an object, or none`() throws {
        let case_ = try Case("object")
        let question = ObjectQuestion(Address(5))
        let expected = LedgerObject(
            reference: Sample.reference(5), owner: .shared(initialVersion: 3), type: Sample.type, contents: [7])
        try case_.check(question) { $0 == expected }
        #expect(question.answerWhenNotFound() == nil)
        #expect(try answered(question, #"{"object":null}"#) == .some(nil))
        #expect(throws: LedgerError(.malformed, "")) { try answered(ObjectQuestion(Address(6)), case_.graphQL) }
        #expect(throws: LedgerError(.malformed, "")) {
            try ObjectQuestion(Address(6)).answer(grpcMessages: case_.responses)
        }
    }

    @Test func `several objects, each at its place`() throws {
        let case_ = try Case("objects")
        let expected = [
            LedgerObject(
                reference: Sample.reference(5), owner: .account(Sample.bob), type: Sample.type, contents: []),
            nil,
            LedgerObject(reference: Sample.reference(7), owner: .immutable, type: Sample.type, contents: [9]),
        ]
        try case_.check(ObjectsQuestion([Address(5), Address(6), Address(7)])) { $0 == expected }
        let swapped = ObjectsQuestion([Address(7), Address(6), Address(5)])
        #expect(throws: LedgerError(.malformed, "")) { try swapped.answer(grpcMessages: case_.responses) }
        #expect(throws: LedgerError(.malformed, "")) { try answered(swapped, case_.graphQL) }
    }

    @Test func `a table's entry, found by its derived id`() throws {
        let case_ = try Case("entry")
        let question = TableEntryQuestion(table: Address(0xab), key: Sample.bob.raw.bytes, keyType: .address)
        try case_.check(question) { $0 == TableEntry(key: Sample.bob.raw.bytes, value: [42]) }
        let other = TableEntryQuestion(table: Address(0xab), key: Address(1).raw.bytes, keyType: .address)
        #expect(throws: LedgerError(.malformed, "")) { try other.answer(grpcMessages: case_.responses) }
        #expect(throws: LedgerError(.malformed, "")) { try answered(other, case_.graphQL) }
        #expect(try answered(question, #"{"address":null}"#) == .some(nil))
        #expect(try answered(question, #"{"address":{"dynamicField":null}}"#) == .some(nil))
    }

    @Test func `a table's entries, page by page`() throws {
        let expected = Page(
            items: [TableEntry(key: [1], value: [2]), TableEntry(key: [3], value: [])], next: nil)
        try Case("entries").check(TablePageQuestion(table: Address(0xab))) { $0 == expected }
        let next = #"{"address":{"dynamicFields":{"pageInfo":{"hasNextPage":true,"endCursor":"abc"},"nodes":[]}}}"#
        #expect(try answered(TablePageQuestion(table: Address(0xab)), next).next == .text("abc"))
        let page = try TablePageQuestion(table: Address(0xab)).answer(grpcMessages: [[0x12, 2, 7, 8]])
        #expect(page.next == .bytes([7, 8]))
    }

    @Test func `what an account owns`() throws {
        let coin = StructTag(Address(2), "coin", "Coin", [.sui])
        let object = LedgerObject(
            reference: Sample.reference(0x21), owner: .account(Sample.bob), type: Sample.type, contents: [5])
        try Case("owned").check(OwnedPageQuestion(owner: Sample.bob, type: coin)) {
            $0 == Page(items: [object], next: nil)
        }
    }

    @Test func `the epoch, what computing costs, and a balance`() throws {
        // 2026-11-20T00:00:00.250Z
        let epoch = EpochQuestion.Epoch(number: 9, referenceGasPrice: 750, startMilliseconds: 1_795_132_800_250)
        try Case("epoch").check(EpochQuestion()) { $0 == epoch }
        try Case("balance").check(BalanceQuestion(of: Sample.bob)) { $0 == .max }
        #expect(try answered(BalanceQuestion(of: Sample.bob), #"{"address":null}"#) == 0)
    }

    @Test func `what a transaction did`() throws {
        try Case("transaction").check(TransactionQuestion(Sample.digest)) { $0 == Sample.effects }
        #expect(TransactionQuestion(Sample.digest).answerWhenNotFound() == nil)
        #expect(try answered(TransactionQuestion(Sample.digest), #"{"transaction":null}"#) == .some(nil))
        let simulated = Array("\0\0transaction".utf8)
        try Case("simulate").check(SimulateQuestion(transaction: simulated)) { $0 == Sample.effects }
    }

    @Test func `effects of which there is more than a page are not the whole`() throws {
        let all = try Case("transaction").graphQL
        #expect(try answered(TransactionQuestion(Sample.digest), all)?.isWhole == true)
        let part = all.replacing(#""hasNextPage":false"#, with: #""hasNextPage":true"#)
        #expect(try answered(TransactionQuestion(Sample.digest), part)?.isWhole == false)
    }

    @Test func `why a transaction failed`() throws {
        let abort = ExecutionFailure.Abort(package: Address(0xcd), module: "staking", function: "increase", code: 8)
        try Case("failed").check(TransactionQuestion(Sample.digest)) { effects in
            effects?.failure == ExecutionFailure(abort: abort, isCongestion: false, message: "MoveAbort")
                && effects?.gas == Effects.Gas(computation: 1000, storage: 0, rebate: 0) && effects?.events == []
                && effects?.checkpoint == nil
        }
    }

    @Test func `events of a package, by their type`() throws {
        let events = [
            EmittedEvent(
                identity: .init(transaction: Sample.digest, index: 0), checkpoint: 11, type: Sample.event, contents: [1]
            ),
            EmittedEvent(
                identity: .init(transaction: Sample.other, index: 4), checkpoint: 13, type: Sample.event, contents: [2]),
        ]
        let case_ = try Case("events")
        let question = EventPageQuestion(of: Address(0xcd), from: 10)
        try case_.check(question) { $0.events == events && $0.next == nil }
        // By gRPC the answer says how far the node's index is; GraphQL answers as of the checkpoint beside it.
        #expect(try question.answer(grpcMessages: case_.responses).reached == 12)
        #expect(try answered(question, case_.graphQL).reached == nil)
        // Without its end a list could be a part of one.
        #expect(throws: LedgerError(.malformed, "")) { try question.answer(grpcMessages: case_.responses.dropLast()) }
        // Ended by the limit: it goes on at the last mark.
        let limited = try question.answer(grpcMessages: case_.responses.dropLast() + [[0x1a, 2, 8, 1]])
        #expect(limited == .init(events: events, next: .bytes(Array("c1".utf8)), reached: 12))
        #expect(EventPageQuestion(of: Address(0xcd), from: 0).graphQL.variables.last?.value == .null)
    }

    @Test func `a signed transaction is carried out once, whoever is asked`() throws {
        let key = try PrivateKey(.ed25519, copying: Array(repeating: 1, count: 32).span)
        let bytes = Array("not a transaction, but bytes".utf8)
        let signature = try key.sign(bytes, intent: .transaction)
        let question = ExecuteQuestion(transaction: bytes, signatures: [signature])
        #expect(question.isIdempotent)
        #expect(question.digest == TransactionData.digest(ofBytes: bytes))
        let answer = try Case("transaction").responses
        // The effects of another transaction are no answer.
        #expect(throws: LedgerError(.malformed, "")) { try question.answer(grpcMessages: answer) }
        let query = try Case.queries()["execute"]["query"].text
        #expect(question.graphQL.query == query)
        #expect(question.graphQL.variables.map(\.name) == ["tx", "sigs"])
    }

    @Test(arguments: ["object", "objects", "entry", "entries", "owned", "epoch", "balance", "transaction", "events"])
    func `every prefix and every changed byte of an answer is read or refused`(_ name: String) throws {
        let case_ = try Case(name)
        for (place, response) in case_.responses.enumerated() {
            for count in Seeds.places(response.count) {
                var responses = case_.responses
                responses[place] = Array(response[..<count])
                Self.read(name, responses)
                responses[place] = response
                for change: UInt8 in [0x01, 0x80, 0xff] {
                    responses[place][count] = response[count] ^ change
                    Self.read(name, responses)
                }
            }
        }
    }

    /// Reads or refuses; a trap would end the test.
    private static func read(_ name: String, _ responses: [[UInt8]]) {
        switch name {
        case "object": _ = try? ObjectQuestion(Address(5)).answer(grpcMessages: responses)
        case "objects":
            _ = try? ObjectsQuestion([Address(5), Address(6), Address(7)]).answer(grpcMessages: responses)
        case "entry":
            let question = TableEntryQuestion(table: Address(0xab), key: Sample.bob.raw.bytes, keyType: .address)
            _ = try? question.answer(grpcMessages: responses)
        case "entries": _ = try? TablePageQuestion(table: Address(0xab)).answer(grpcMessages: responses)
        case "owned":
            let coin = StructTag(Address(2), "coin", "Coin", [.sui])
            _ = try? OwnedPageQuestion(owner: Sample.bob, type: coin).answer(grpcMessages: responses)
        case "epoch": _ = try? EpochQuestion().answer(grpcMessages: responses)
        case "balance": _ = try? BalanceQuestion(of: Sample.bob).answer(grpcMessages: responses)
        case "transaction": _ = try? TransactionQuestion(Sample.digest).answer(grpcMessages: responses)
        default: _ = try? EventPageQuestion(of: Address(0xcd), from: 10).answer(grpcMessages: responses)
        }
    }
}

/// What the vectors speak of.
private enum Sample {
    static let bob = Address("0xb0b") ?? Address(0)
    static let digest = Digest("4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi") ?? Digest(Bytes32())
    static let other = Digest("8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR") ?? Digest(Bytes32())
    static let type = TypeTag.structure(StructTag(Address(2), "table", "Table", [.address, .u64]))
    static let event = StructTag(Address(0xcd), "staking", "StakeChanged")

    static func reference(_ id: UInt8) -> ObjectReference {
        ObjectReference(id: Address(id), version: 5, digest: digest)
    }

    static let effects = Effects(
        transaction: digest, failure: nil, gas: .init(computation: 1000, storage: 2000, rebate: 500),
        events: [
            EmittedEvent(identity: .init(transaction: digest, index: 0), checkpoint: 78, type: event, contents: [1, 2])
        ],
        changes: [
            .init(id: Address(0x11), kind: .created, type: type), .init(id: Address(0x12), kind: .changed, type: type),
            .init(id: Address(0x13), kind: .deleted, type: nil),
        ],
        checkpoint: 78)
}

/// One case of the vectors.
private struct Case {
    let request: [UInt8]
    let path: String
    let responses: [[UInt8]]
    let graphQL: String
    let query: String

    init(_ name: String) throws {
        let here = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Vectors/"
        let tree = try Tree.read(here + "sui-rpc.json")
        let found = try #require(tree["cases"].list.first { $0["name"].text == name })
        request = try #require(found["request"].hex)
        path = try #require(found["path"].text)
        responses = try found["responses"].list.map { try #require($0.hex) }
        graphQL = found["graphql"].json
        query = try #require(try Self.queries()[name]["query"].text)
    }

    /// The queries that were held against the schema.
    static func queries() throws -> Tree {
        try Tree.read(
            "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Vectors/sui-queries.json")
    }

    /// Both requests are as expected, both answers read as the same expected value.
    func check<Q: Question>(_ question: Q, _ isExpected: (Q.Answer) -> Bool) throws {
        #expect(question.grpc.method.rawValue == path)
        #expect(Hex.encode(question.grpc.message) == Hex.encode(request))
        let first = try question.answer(grpcMessages: responses)
        #expect(isExpected(first), "by gRPC: \(first)")
        #expect(question.graphQL.query == query)
        let second = try answered(question, graphQL)
        #expect(isExpected(second), "by GraphQL: \(second)")
    }
}

/// Reads GraphQL's answer from a text.
private func answered<Q: Question>(_ question: Q, _ json: String) throws -> Q.Answer {
    var parser = try JSONParser(maximumBytes: 1024 * 1024)
    let bytes = Array(json.utf8)
    do {
        return try parser.withDocument(bytes.span) { value throws(Either) in
            do throws(LedgerError) { return try question.answer(graphQL: value) } catch { throw .ledger(error) }
        }
    } catch Either.ledger(let error) { throw error }
}

private enum Either: JSONFailure {
    case json(JSONError)
    case ledger(LedgerError)

    init(_ error: JSONError) { self = .json(error) }
}
