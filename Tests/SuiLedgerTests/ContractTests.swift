// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import TestSupport
import Testing
import Wire

// Tests/Vectors/contracts.json: layouts read from the Move sources, examples encoded by them.
@Suite struct ContractTests {
    static let file = (try? Tree.vectors("contracts.json")) ?? .null
    static let examples = file["examples"].list

    @Test func `there is an example of every event`() {
        let types = Set(Self.examples.compactMap { $0["type"].text })
        #expect(types.count == 16)
    }

    @Test(arguments: examples) func `an event is what the Move sources make of it`(_ example: Tree) throws {
        let type = try #require(example["type"].text).split(separator: ":").map(String.init)
        let bytes = try #require(example["bcs"].hex)
        let read = try ContractEvent(module: type[0], name: type[1], contents: bytes)
        let event = try #require(read)
        #expect(event.type.module == type[0] && event.type.name == type[1])
        #expect(event.bcs == bytes)
        #expect(event.cluster.description == "0x" + String(repeating: "11", count: 32))
        // Every field of the layout is in the Swift value, in the same order: numbers and texts compare as texts.
        let mirror = try #require(Mirror(reflecting: event).children.first?.value)
        let layout = Self.file["layouts"][type.joined(separator: "::")].list
        let children = Array(Mirror(reflecting: mirror).children)
        #expect(children.count == layout.count)
        for (child, field) in zip(children, layout) {
            let value = example["value"][field.list[0].text ?? ""]
            switch value {
            case .number(let number): #expect("\(child.value)" == number, "\(field)")
            case .bool(let bool): #expect("\(child.value)" == "\(bool)", "\(field)")
            default: break
            }
        }
        for count in 0..<bytes.count {
            #expect(throws: BCSError.self) {
                try ContractEvent(module: type[0], name: type[1], contents: Array(bytes[..<count]))
            }
        }
        #expect(throws: BCSError(.trailing)) {
            try ContractEvent(module: type[0], name: type[1], contents: bytes + [0])
        }
    }

    @Test(arguments: [0, 31, 33]) func `what ties a seal to its owner is 32 bytes, or it is no seal`(
        _ count: Int
    ) throws {
        let example = try #require(Self.examples.first { $0["type"].text == "seal::SealChanged" }?["bcs"].hex)
        // Cluster, number and key come first; in the seal two addresses, a byte and four stand before it.
        let start = 32 + 8 + 32 + 32 + 32 + 1 + 4
        let right = try ContractEvent(module: "seal", name: "SealChanged", contents: example)
        #expect(right != nil && example[start] == 32)
        var bytes = Array(example[..<start]) + [UInt8(count)] + Array(repeating: 7, count: count)
        bytes += example[(start + 33)...]
        #expect(throws: BCSError(.unknownVariant)) {
            try ContractEvent(module: "seal", name: "SealChanged", contents: bytes)
        }
    }

    @Test func `an event of a later version is none of ours yet`() throws {
        #expect(try ContractEvent(module: "staking", name: "StakeMoved", contents: [1]) == nil)
        #expect(try ContractEvent(module: "seal", name: "StakeChanged", contents: [1]) == nil)
    }

    @Test func `a key is a number, its most significant byte first in a text and last in BCS`() throws {
        var bytes: [UInt8] = .init(repeating: 0, count: 32)
        bytes[0] = 0x51
        let key = try SealKey(bcs: bytes)
        #expect(key.description == "0x" + String(repeating: "0", count: 62) + "51")
        #expect(key.bcs == bytes)
        #expect(!key.isZero)
        #expect(try SealKey(bcs: Array(repeating: 0, count: 32)).isZero)
    }
}
