// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import Testing
import Wire

// Expected bytes are put together by hand from the network's published layouts.
/// One reference, as a value and as bytes.
private enum Sample {
    static let reference = ObjectReference(
        id: Address(9), version: 3, digest: Digest(Bytes32(Array(repeating: 7, count: 32).span) ?? Bytes32()))

    static let referenceBytes: [UInt8] =
        Array(repeating: 0, count: 31) + [9, 3, 0, 0, 0, 0, 0, 0, 0, 32] + Array(repeating: 7, count: 32)
}

@Suite struct TransactionTests {
    @Test func `a reference is id, version and a digest with its length`() throws {
        #expect(Sample.reference.bcs == Sample.referenceBytes)
        #expect(try ObjectReference(bcs: Sample.referenceBytes) == Sample.reference)
    }

    static let inputs: [(Input, [UInt8])] = [
        (.pure([1, 2]), [0, 2, 1, 2]),
        (.owned(Sample.reference), [1, 0] + Sample.referenceBytes),
        (
            .shared(id: Address(6), initialVersion: 1, access: .reads),
            [1, 1] + Array(repeating: 0, count: 31) + [6, 1, 0, 0, 0, 0, 0, 0, 0, 0]
        ),
        (.receiving(Sample.reference), [1, 2] + Sample.referenceBytes),
        (.withdrawal(Withdrawal(amount: 5, type: .u8, source: .sponsor)), [2, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
    ]

    @Test(arguments: inputs) func `each input has its bytes`(_ input: Input, _ bytes: [UInt8]) throws {
        #expect(input.bcs == bytes)
        #expect(try Input(bcs: bytes) == input)
    }

    static let commands: [(Command, [UInt8])] = [
        (.transfer([.gas, .input(1)], to: .result(2)), [1, 2, 0, 1, 1, 0, 2, 2, 0]),
        (.split(.gas, amounts: [.input(0)]), [2, 0, 1, 1, 0, 0]),
        (.merge([.nested(1, 2)], into: .gas), [3, 0, 1, 3, 1, 0, 2, 0]),
        (.makeVector(nil, []), [5, 0, 0]),
        (.makeVector(.bool, [.gas]), [5, 1, 0, 1, 0]),
        (.publish(modules: [[9]], dependencies: []), [4, 1, 1, 9, 0]),
        (
            .call(MoveCall(package: Address(2), module: "m", function: "f", typeArguments: [.u256], arguments: [.gas])),
            [0] + Array(repeating: 0, count: 31) + [2, 1, 0x6d, 1, 0x66, 1, 10, 1, 0]
        ),
    ]

    @Test(arguments: commands) func `each command has its bytes`(_ command: Command, _ bytes: [UInt8]) throws {
        #expect(command.bcs == bytes)
        #expect(try Command(bcs: bytes) == command)
    }

    @Test func `each expiration has its bytes`() throws {
        #expect(Expiration.none.bcs == [0])
        #expect(Expiration.epoch(7).bcs == [1, 7, 0, 0, 0, 0, 0, 0, 0])
        let during = Expiration.during(
            ValidDuring(minimumEpoch: 1, maximumEpoch: nil, chain: Sample.reference.digest, nonce: 5))
        let bytes =
            [2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32] + Array(repeating: 7, count: 32) + [5, 0, 0, 0] as [UInt8]
        #expect(during.bcs == bytes)
        #expect(try Expiration(bcs: bytes) == during)
        #expect(throws: BCSError(.unknownVariant)) { try Expiration(bcs: [4]) }
    }

    @Test func `what the system alone may send is refused`() {
        #expect(throws: BCSError(.unknownVariant)) { try TransactionData(bcs: [1, 0]) }
        #expect(throws: BCSError(.unknownVariant)) { try TransactionData(bcs: [0, 3]) }
    }

    static let types: [(String, TypeTag)] = [
        ("u8", .u8), ("vector<vector<bool>>", .vector(.vector(.bool))), ("signer", .signer), ("u256", .u256),
        ("0x2::sui::SUI", .sui), ("0x1::string::String", .string),
        (
            "0x2::table::Table<address, 0x2::coin::Coin<0x2::sui::SUI>>",
            .structure(
                StructTag(
                    Address(2), "table", "Table",
                    [.address, .structure(StructTag(Address(2), "coin", "Coin", [.sui]))]))
        ),
    ]

    @Test(arguments: types) func `types are read from a text and written in full`(
        _ text: String, _ type: TypeTag
    ) throws {
        #expect(TypeTag(text) == type)
        #expect(TypeTag(type.description) == type)
        #expect(try TypeTag(bcs: type.bcs) == type)
        let compact = text.split(separator: " ").joined()
        #expect(TypeTag(compact) == type)
    }

    static let noTypes = [
        "", "u7", "vector", "vector<>", "vector<u8", "vector<u8>>", "0x2", "0x2::sui", "0x2::sui::", "0x2::1sui::SUI",
        "0x2::sui::SUI<>", "0x2::sui::SUI<u8,>", "2::sui::SUI", "0x2::sui::SUI x", "u8 ",
        String(repeating: "vector<", count: 20),
        "0x2::sui::SÜI",
    ]

    @Test(arguments: noTypes) func `what is no type is none`(_ text: String) { #expect(TypeTag(text) == nil) }

    @Test func `types are nested no deeper than allowed`() throws {
        let deepest = Array(repeating: UInt8(6), count: TypeTag.maximumDepth - 1) + [1]
        #expect(throws: Never.self) { try TypeTag(bcs: deepest) }
        #expect(throws: BCSError(.tooDeep)) { try TypeTag(bcs: [6] + deepest) }
        let text = String(repeating: "vector<", count: TypeTag.maximumDepth - 1)
        let end = String(repeating: ">", count: TypeTag.maximumDepth - 1)
        #expect(TypeTag(text + "u8" + end) != nil)
        #expect(TypeTag("vector<" + text + "u8" + end + ">") == nil)
    }
}
