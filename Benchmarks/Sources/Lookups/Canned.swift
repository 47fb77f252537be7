// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Wire

@testable import SuiLedger

/// One entry of a table, and the answers of nodes that have it.
enum Canned {
    static let account = StakeAccount(
        amount: 5_000_000_000, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
        sinceMilliseconds: 1_795_212_180_500, weightEpoch: 9, generation: 0, nodeID: "node-1", sequence: 7, ext: [])
    static let question = TableEntryQuestion(table: Address(7), key: Address(9).raw.bytes, keyType: .address)

    /// What a node answers over gRPC.
    static var frame: [UInt8] {
        let id = question.fieldID
        var writer = ProtobufWriter()
        writer.message(1) { object in
            object.string(2, id.description)
            object.number(3, 7)
            object.string(4, Digest(Bytes32()).description)
            object.message(5) { owner in
                owner.number(1, 2)
                owner.string(2, question.table.description)
            }
            object.string(6, "0x2::dynamic_field::Field<address, 0xcd::account::StakeAccount>")
            object.message(8) { contents in contents.bytes(2, id.raw.bytes + question.key + account.bcs) }
        }
        return GRPCFrame.wrap(writer.bytes)
    }

    /// What a node answers in GraphQL.
    static var document: String {
        let (key, value) = (Base64.encode(question.key), Base64.encode(account.bcs))
        return """
            {"data":{"chainIdentifier":"35834a8a","checkpoint":{"sequenceNumber":77,"timestamp":"2026-11-20T22:03:00.500Z",\
            "epoch":{"epochId":9}},"address":{"dynamicField":{"name":{"bcs":"\(key)"},"value":{"__typename":"MoveValue",\
            "bcs":"\(value)"}}}}}
            """
    }
}
