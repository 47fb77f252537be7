// SPDX-License-Identifier: Apache-2.0
import KubeClient
import SuiLedger
import Testing

@testable import SealController

/// What objects say of requests, and of which.
struct RequestMarkTests {
    static let ours = Address("0xfeedc0de00112233" + String(repeating: "4", count: 48)) ?? Address(0)
    static let others = Address("0xfeedc0de00112234" + String(repeating: "4", count: 48)) ?? Address(0)

    @Test func `a request is named by its scheduler and its number`() {
        #expect(RequestMark(scheduler: Self.ours).text(180) == "feedc0de00112233/180")
        #expect(RequestMark(scheduler: Address(0x5C)).text(1) == "0000000000000000/1")
    }

    @Test(
        arguments: [
            ("feedc0de00112233/180", 180), ("feedc0de00112233/18446744073709551615", .max), ("180", nil), ("", nil),
            ("feedc0de00112234/180", nil), ("feedc0de00112233/", nil), ("feedc0de00112233/+180", nil),
            ("feedc0de00112233/0180", nil), ("feedc0de00112233/180 ", nil), ("FEEDC0DE00112233/180", nil),
            ("feedc0de00112233/18446744073709551616", nil), ("feedc0de001122334/180", nil), ("/180", nil),
        ] as [(String, UInt64?)])
    func `what is written otherwise says nothing`(_ text: String, _ number: UInt64?) {
        #expect(RequestMark(scheduler: Self.ours).number(in: text) == number)
    }

    // Contracts that were published anew count from one: an object of the time before says nothing of their requests.
    @Test(arguments: ["feedc0de00112234/7", "feedc0de00112234/8", "7", "8"])
    func `what another scheduler's requests did is neither done nor newer`(_ said: String) throws {
        let body =
            #"{"metadata":{"uid":"u","resourceVersion":"5","annotations":{"k3s-daas.io/request":"\#(said)"}}}"#
        for isResumed in [false, true] {
            let (calls, end) = ObjectEffortTests.play(
                ObjectEffortTests.change(ObjectEffortTests.apply, isResumed: isResumed),
                [.success(KubeReply(status: 200, body: Array(body.utf8))), ObjectEffortTests.object()])
            #expect(calls.map(\.verb) == [.get, .apply] && end == .done("applied"))
        }
    }
}
