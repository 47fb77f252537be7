// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealCommands

@Suite struct SteadyAskingTests {
    private final class Told {
        var warnings: [String] = []
        var pauses: [Duration] = []
    }

    private static func asking(_ told: Told) -> SteadyAsking {
        SteadyAsking(warn: { told.warnings.append($0) }, pause: { told.pauses.append($0) })
    }

    private static func failure(_ code: LedgerError.Code) -> CommandFailure {
        CommandFailure(LedgerError(code, "it is so"), of: [NodeEndpoint(.grpc, "https://node.example/key")])
    }

    /// Asks once for each of `answers`, until there is one.
    private static func answer(
        _ asking: inout SteadyAsking, _ answers: [Result<Int, CommandFailure>]
    ) throws(CommandFailure) -> Int {
        var left = answers[...]
        return try asking.answer { () throws(CommandFailure) in try left.removeFirst().get() }
    }

    @Test func `who has answered once is waited for, and both ends of it are said once`() throws {
        let told = Told()
        var asking = Self.asking(told)
        let gone = Self.failure(.unavailable)
        #expect(try Self.answer(&asking, [.success(1)]) == 1)
        #expect(try Self.answer(&asking, [.failure(gone), .failure(Self.failure(.timeout)), .success(2)]) == 2)
        #expect(told.pauses == [.milliseconds(500), .milliseconds(500)])
        let away = "it is so (node.example:443): try again, or name another node with --node; asking until one answers"
        #expect(told.warnings == [away, "the nodes answer again"])
        #expect(try Self.answer(&asking, [.failure(gone), .success(3)]) == 3)
        #expect(told.warnings.count == 4)
    }

    @Test func `who never answered is not waited for`() {
        let told = Told()
        var asking = Self.asking(told)
        #expect(throws: CommandFailure.self) { _ = try Self.answer(&asking, [.failure(Self.failure(.unavailable))]) }
        #expect(told.pauses.isEmpty && told.warnings.isEmpty)
    }

    @Test(arguments: LedgerError.Code.allCases) func `only absence is waited for`(_ code: LedgerError.Code) throws {
        let told = Told()
        var asking = Self.asking(told)
        #expect(try Self.answer(&asking, [.success(1)]) == 1)
        let answer = try? Self.answer(&asking, [.failure(Self.failure(code)), .success(2)])
        let isAbsence = [.unavailable, .timeout, .throttled, .stale].contains(code)
        #expect((answer == 2) == isAbsence && told.warnings.isEmpty == !isAbsence)
    }
}
