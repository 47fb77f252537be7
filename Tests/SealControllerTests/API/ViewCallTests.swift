// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

@Suite struct ViewCallTests {
    private static let address = "0x" + String(repeating: "ab", count: 32)

    private static func read(_ text: String) -> Result<ViewCall, ViewCall.Fault> {
        let bytes = Array(text.utf8)
        do throws(ViewCall.Fault) { return .success(try ViewCall(json: bytes.span)) } catch { return .failure(error) }
    }

    private static func call(_ function: String, _ arguments: String) -> String {
        #"{"function":"\#(function)","arguments":{\#(arguments)}}"#
    }

    @Test func `each function is read with its arguments`() throws {
        let owner = try #require(Address(Self.address))
        let calls: [(String, String, ViewCall)] = [
            (
                "verify_minimum_stake", #""amountMist":"2","requiredMist":"1""#,
                .verifyMinimumStake(amount: 2, required: 1)
            ),
            (
                "calculate_stake_power", #""amountMist":"2","score":"50","heldMs":"7""#,
                .calculateStakePower(amount: 2, score: 50, heldMilliseconds: 7)
            ),
            (
                "is_stake_sufficient_for_role", #""amountMist":"18446744073709551615","role":"super""#,
                .isStakeSufficientForRole(amount: .max, role: .super)
            ),
            ("get_worker_info", #""address":"\#(Self.address)""#, .getWorkerInfo(owner)),
            ("get_active_request_count", "", .getActiveRequestCount),
            ("get_worker_workload", #""address":"\#(Self.address)""#, .getWorkerWorkload(owner)),
            ("get_request_status", #""request":"0""#, .getRequestStatus(0)),
            ("get_performance_history", #""address":"\#(Self.address)""#, .getPerformanceHistory(owner)),
            ("get_nautilus_info_for_worker", #""address":"\#(Self.address)""#, .getNautilusInfoForWorker(owner)),
        ]
        #expect(Set(calls.map(\.0)) == Set(ViewFunction.allCases.map(\.rawValue)))
        for (function, arguments, expected) in calls {
            #expect(try Self.read(Self.call(function, arguments)).get() == expected)
        }
    }

    static let faults: [(String, ViewCall.Fault)] = [
        ("", .malformed), ("[]", .malformed), ("{}", .malformed), (#"{"function":1,"arguments":{}}"#, .malformed),
        (#"{"function":"slash","arguments":{}}"#, .unknownFunction),
        (#"{"function":"","arguments":{}}"#, .unknownFunction),
        (#"{"function":"get_active_request_count"}"#, .badArgument),
        (#"{"function":"get_active_request_count","arguments":[]}"#, .badArgument),
        (#"{"function":"get_active_request_count","function":"x","arguments":{}}"#, .malformed),
        (call("get_request_status", #""request":1"#), .badArgument),
        (call("get_request_status", #""request":"01""#), .badArgument),
        (call("get_request_status", #""request":"-1""#), .badArgument),
        (call("get_request_status", #""request":"18446744073709551616""#), .badArgument),
        (call("get_request_status", ""), .badArgument), (call("get_worker_info", #""address":"0x1""#), .badArgument),
        (call("is_stake_sufficient_for_role", #""amountMist":"1","role":"root""#), .badArgument),
    ]

    @Test(arguments: faults) func `what is no call is refused`(_ text: String, _ fault: ViewCall.Fault) {
        #expect(Self.read(text) == .failure(fault))
    }

    @Test func `a body is as long as may be, and no longer`() {
        let text = Self.call("get_active_request_count", "")
        for (size, isRead) in [(4095, true), (4096, true), (4097, false)] {
            let padded = text + String(repeating: " ", count: size - text.utf8.count)
            #expect((Self.read(padded) == .success(.getActiveRequestCount)) == isRead)
        }
    }

    // The figures of contracts/tests/tiers_tests.move.
    @Test func `a stake's power is what the contract computes`() {
        let (sui, period): (UInt64, UInt64) = (1_000_000_000, 30 * 24 * 3_600_000)
        let powers: [(UInt64, UInt64, UInt64, UInt64?)] = [
            (100, 99, 0, 99), (100, 10, 0, 10), (1, 99, 0, 0), (2 * sui, 100, 0, 2 * sui),
            (2 * sui, 100, period - 1, 2_000_000_000), (2 * sui, 100, period, 2_020_000_000),
            (2 * sui, 50, 10 * period, 1_100_000_000), (2 * sui, 100, 400 * period, 2_200_000_000),
            (2 * sui, 250, 0, 2_000_000_000),
            (10_000_000_000 * sui, 100, 10 * period, 11_000_000_000_000_000_000), (.max, 100, 10 * period, nil),
        ]
        for (amount, score, held, expected) in powers {
            #expect(StakePower.of(amount, score: score, heldMilliseconds: held) == expected)
        }
    }
}
