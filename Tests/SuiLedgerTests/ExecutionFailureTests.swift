// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SuiLedger

/// Which command of a transaction a node blames.
struct ExecutionFailureTests {
    @Test(
        arguments: [
            ("Error in 1st command, from '0x2::m::f' (instruction 4), abort code: 9", 0),
            ("Error in 2nd command, from '0x2::m::f'", 1), ("Error in 3rd command, x", 2),
            ("Error in 11th command, x", 10),
            ("Error in 112th command, x", 111), ("Error in 200th command", 199), ("Error in 0th command, x", nil),
            ("Error in th command, x", nil), ("Error in 3 command, x", nil), ("Error in -1st command, x", nil),
            ("Error in 3rd  step, x", nil), ("error in 3rd command, x", nil), ("", nil), ("InsufficientGas", nil),
            ("Error in 99999999999999999999th command, x", nil),
        ] as [(String, Int?)])
    func `a node that speaks GraphQL says it in its message`(_ message: String, _ command: Int?) {
        #expect(ExecutionFailure.command(in: message) == command)
    }

    // `ExecutionError.command` is field 2, beside the description.
    @Test(arguments: [([0x0a, 1, 0x78, 0x10, 3], 3), ([0x0a, 3, 0x78, 0x78, 0x78], nil)] as [([UInt8], Int?)])
    func `a node that speaks gRPC says it in a field`(_ error: [UInt8], _ command: Int?) throws {
        let answer: [UInt8] = [0x0a, 13, 0x22, 11, 0x22, 9, 0x08, 0, 0x12, 5] + error
        let effects = try SimulateQuestion(transaction: []).answer(grpc: answer.span)
        let failure = try #require(effects.failure)
        #expect(failure.command == command)
    }
}
