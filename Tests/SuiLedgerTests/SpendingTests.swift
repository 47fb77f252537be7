// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@Suite struct SpendingTests {
    @Test func `what leaves the coin that pays is known before it runs`() {
        var builder = ProgramBuilder()
        #expect(builder.program.spends == 0)
        _ = builder.coin(5)
        _ = builder.coin(5)
        _ = builder.coin(7)
        #expect(builder.program.spends == 17)
        _ = builder.coin(.max - 17)
        #expect(builder.program.spends == .max)
        _ = builder.coin(1)
        #expect(builder.program.spends == nil)
    }

    @Test func `an amount that a command gives is not known`() {
        var program = Program()
        program.commands = [.split(.gas, amounts: [.result(0)])]
        #expect(program.spends == nil)
        program.commands = [.split(.gas, amounts: [.input(0)])]
        #expect(program.spends == nil)
        program.inputs = [.pure([1, 2])]
        #expect(program.spends == nil)
        program.inputs = [.pure([1, 2, 0, 0, 0, 0, 0, 0])]
        #expect(program.spends == 513)
        program.commands = [.split(.input(0), amounts: [.input(0)])]
        #expect(program.spends == 0)
    }

    @Test func `a coin's object holds its id and its balance, and nothing else`() throws {
        let id = Address(9)
        let reference = ObjectReference(id: id, version: 3, digest: Digest(Bytes32()))
        func object(_ contents: [UInt8], _ type: TypeTag = .structure(Coin.type)) -> LedgerObject {
            LedgerObject(reference: reference, owner: nil, type: type, contents: contents)
        }
        let whole = id.raw.bytes + [2, 1, 0, 0, 0, 0, 0, 0]
        #expect(try Coin(object(whole)) == Coin(reference: reference, balance: 258))
        for wrong in [Array(whole.dropLast()), whole + [0], Address(8).raw.bytes + whole.suffix(8), []] {
            #expect(throws: LedgerError(.malformed, "")) { try Coin(object(wrong)) }
        }
        #expect(throws: LedgerError(.malformed, "")) { try Coin(object(whole, .sui)) }
    }
}
