// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@Suite struct ProgramBuilderTests {
    private static func reference(_ id: UInt8) -> ObjectReference {
        ObjectReference(id: Address(id), version: 1, digest: Digest(Bytes32()))
    }

    @Test func `a stake is a coin and a call`() {
        var builder = ProgramBuilder()
        let pool = builder.shared(Address(9), initialVersion: 4, writes: true)
        let coin = builder.coin(5)
        let clock = builder.clock()
        builder.call(Address(0xcd), "staking", "stake", [pool, coin, clock])
        #expect(
            builder.program
                == Program(
                    inputs: [
                        .shared(id: Address(9), initialVersion: 4, access: .writes), .pure([5, 0, 0, 0, 0, 0, 0, 0]),
                        .shared(id: Address(6), initialVersion: 1, access: .reads),
                    ],
                    commands: [
                        .split(.gas, amounts: [.input(1)]),
                        .call(
                            MoveCall(
                                package: Address(0xcd), module: "staking", function: "stake",
                                arguments: [.input(0), .nested(0, 0), .input(2)])),
                    ]))
    }

    @Test func `an input that is named twice is one, and writes if either does`() {
        var builder = ProgramBuilder()
        let reads = builder.shared(Address(9), initialVersion: 4, writes: false)
        let writes = builder.shared(Address(9), initialVersion: 4, writes: true)
        let again = builder.shared(Address(9), initialVersion: 4, writes: false)
        let first = builder.number(7)
        let second = builder.number(7)
        let owned = builder.owned(Self.reference(1))
        let sameOwned = builder.owned(Self.reference(1))
        #expect(reads == writes && writes == again && first == second && owned == sameOwned)
        #expect(builder.program.inputs.count == 3)
        #expect(builder.program.inputs[0] == .shared(id: Address(9), initialVersion: 4, access: .writes))
    }

    @Test func `values are written as BCS`() {
        var builder = ProgramBuilder()
        _ = builder.text("hi")
        _ = builder.texts(["a"])
        _ = builder.bytes([9])
        _ = builder.bool(true)
        builder.transfer([.gas], to: Address(2))
        let pure = builder.program.inputs.compactMap { input -> [UInt8]? in
            if case .pure(let bytes) = input { bytes } else { nil }
        }
        #expect(pure == [[2, 0x68, 0x69], [1, 1, 0x61], [1, 9], [1], Array(repeating: 0, count: 31) + [2]])
        #expect(builder.program.commands == [.transfer([.gas], to: .input(4))])
    }

    @Test func `a budget is a fifth more than a simulation cost, within the network's bounds`() {
        let gas = Effects.Gas(computation: 1_000_000, storage: 4_000_000, rebate: 3_000_000)
        #expect(GasPlan.budget(for: gas, price: 750) == 6_000_000)
        #expect(GasPlan.budget(for: Effects.Gas(computation: 1, storage: 0, rebate: 0), price: 750) == 750_000)
        #expect(
            GasPlan.budget(for: Effects.Gas(computation: .max, storage: .max, rebate: 0), price: 1) == 50_000_000_000)
        #expect(GasPlan.budget(for: gas, price: .max) == 50_000_000_000)
        #expect(GasPlan.trial(price: 1000, available: 5) == 1_000_000)
        #expect(GasPlan.trial(price: 1000, available: 7_000_000) == 7_000_000)
        #expect(GasPlan.trial(price: 1000, available: .max) == 50_000_000_000)
    }

    @Test func `coins are taken from the largest, as many as are needed`() {
        let coins = [
            (Self.reference(1), UInt64(5)), (Self.reference(2), 100), (Self.reference(3), 0), (Self.reference(4), 50),
        ]
        let named = coins.map { (reference: $0.0, balance: $0.1) }
        #expect(GasPlan.select(100, from: named)?.map(\.id) == [Address(2)])
        #expect(GasPlan.select(101, from: named)?.map(\.id) == [Address(2), Address(4)])
        #expect(GasPlan.select(155, from: named)?.count == 3)
        #expect(GasPlan.select(156, from: named) == nil)
        #expect(GasPlan.select(1, from: []) == nil)
        let many = Array(repeating: (reference: Self.reference(1), balance: UInt64(1)), count: 300)
        #expect(GasPlan.select(256, from: many)?.count == 256)
        #expect(GasPlan.select(257, from: many) == nil)
        let huge = [(reference: Self.reference(1), balance: UInt64.max), (reference: Self.reference(2), balance: .max)]
        #expect(GasPlan.select(.max, from: huge)?.count == 1)
    }
}
