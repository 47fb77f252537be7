// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

struct ActRecordTests {
    static let time = WallTime(seconds: 1_800_000_000)

    static func line(_ act: ActRecord) -> String { String(decoding: act.line(at: time).bytes, as: UTF8.self) }

    @Test func `an act is one line with what was done to what`() {
        let act = ActRecord(.nodeDelete, "n-7", .done)
        #expect(
            Self.line(act) == """
                {"ts":"2027-01-15T08:00:00.000000Z","kind":"node_delete","outcome":"done","subject":"n-7"}

                """)
    }

    @Test func `owner, reason and details follow in this order`() {
        let act = ActRecord(
            .nodeTaint, "n-7", .failed(ActCode(KubeError.Code.conflict)), owner: Address(7),
            reason: ActCode(LossCause.slashed), details: [.integer("pods", 3), .truth("held", false)])
        #expect(
            Self.line(act) == """
                {"ts":"2027-01-15T08:00:00.000000Z","kind":"node_taint","outcome":"failed","code":"conflict","subject":"n-7",\
                "owner":"0x0000000000000000000000000000000000000000000000000000000000000007","reason":"slashed",\
                "pods":3,"held":false}

                """)
    }

    @Test(arguments: [
        (ActOutcome.begun, #""outcome":"begun","subject""#),
        (.refused(ActCode("budget")), #""outcome":"refused","code":"budget","subject""#),
        (.failed(ActCode("broken")), #""outcome":"failed","code":"broken","subject""#),
    ]) func `an outcome says why where there is a why`(_ outcome: ActOutcome, _ part: String) {
        #expect(Self.line(ActRecord(.podKill, "web/a", outcome)).contains(part))
    }

    @Test func `a name that a peer chose stays one value of one line`() {
        let line = Self.line(ActRecord(.podEvict, "a\",\"outcome\":\"done\n", .begun))
        #expect(line.contains(#""subject":"a\",\"outcome\":\"done\n"}"#))
        #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
    }

    @Test func `kinds are words that queries can be written with`() {
        for kind in ActKind.allCases {
            #expect(kind.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") })
        }
        #expect(Set(ActKind.allCases.map(\.rawValue)).count == ActKind.allCases.count)
    }
}
