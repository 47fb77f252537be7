// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// What the audit log has of requests.
struct RequestActTests {
    private static let time = WallTime(seconds: 1_800_000_000)
    private static let worker = Address(7)

    private func line(_ act: ActRecord?) -> String? {
        act.map { String(decoding: $0.line(at: Self.time).bytes, as: UTF8.self) }
    }

    private func line(_ note: RequestNote) -> String? { line(RequestActs.decided(note)) }

    private func line(
        _ number: UInt64, _ request: KubernetesRequest, _ outcome: ObjectOutcome, needsEnd: Bool = false
    ) -> String? {
        let work = RequestWork(
            number: number, request: request, newest: number,
            identity: RequestIdentity(owner: Address(0x21), seal: Address(0x5E), tier: .developer, isNarrowed: false),
            node: nil, isResumed: false, failures: 0)
        return line(RequestActs.ended(work, outcome, needsEnd: needsEnd))
    }

    @Test func `what the chain was told is said, with the worker and whether it was done`() throws {
        let assigned = try #require(line(RequestActs.told(.assign(3, to: Self.worker))))
        #expect(assigned.contains(#""kind":"request_assign","outcome":"done","subject":"requests/3","worker":"0x"#))
        let finished = try #require(
            line(RequestActs.told(.finish(3, isDone: false, result: "forbidden: a secret sentence"))))
        #expect(
            finished.contains(#""kind":"request_finish","outcome":"done","subject":"requests/3","completed":false}"#))
        #expect(!finished.contains("sentence"))
    }

    @Test func `what was carried out names the submitter and the object, and a failure its word alone`() throws {
        let request = RequestTableTests.request(1, 1)
        let done = try #require(line(4, request, .done("made")))
        #expect(done.contains(#""kind":"request_do","outcome":"done","subject":"requests/4","owner":"0x"#))
        #expect(done.contains(#""resource":"configmaps","namespace":"team-a","name":"a"}"#) && !done.contains("made"))
        let failure = RequestFailure(.forbidden, "who said what")
        for failed in [
            line(5, request, .failed(failure)), line(.refused(5, request, failure)),
            line(.givenUp(5, request, failure, sinceHeard: .zero, sinceAssigned: .zero)),
        ] {
            let failed = try #require(failed)
            #expect(failed.contains(#""outcome":"refused","code":"forbidden","subject":"requests/5""#))
            #expect(!failed.contains("who said"))
        }
    }

    @Test(arguments: RequestFailure.Code.allCases) func `every reason is its word, and nothing of its sentence`(
        _ code: RequestFailure.Code
    ) throws {
        let failure = RequestFailure(code, "a sentence\n{\"kind\":\"forged\"}")
        let said = try #require(line(6, RequestTableTests.request(2, 1), .failed(failure)))
        #expect(
            said.contains(
                #""kind":"request_do","outcome":"refused","code":"\#(code.rawValue)","subject":"requests/6","owner":"0x"#
            ))
        #expect(!said.contains("sentence") && !said.contains("forged") && !said.dropLast().contains("\n"))
    }

    @Test func `what a submitter chose cannot end its line or begin another`() throws {
        var request = RequestTableTests.request(2, 1)
        (request.resource, request.name) = ("x\"}\n{\"kind\":\"run\"", "a\r\nb")
        let said = try #require(line(7, request, .done("made")))
        #expect(said.utf8.count { $0 == 10 || $0 == 13 } <= 1 && !said.dropLast().contains("\n"))
        let tree = try Tree.parse(Array(said.utf8))
        #expect(tree["resource"].text == "x\"}\n{\"kind\":\"run\"" && tree["name"].text == "a\r\nb")
        #expect(tree["kind"].text == "request_do" && tree["method"].json == "1")
    }

    @Test func `what is tried again is no act, unless nobody knows whether it is done`() throws {
        let request = RequestTableTests.request(1, 1)
        #expect(line(.again(1, .timeout)) == nil && line(1, request, .again(.timeout)) == nil)
        let said = try #require(line(1, request, .again(.timeout), needsEnd: true))
        #expect(said.contains(#""kind":"request_do","outcome":"failed","code":"timeout","subject":"requests/1""#))
        #expect(line(.notTaken(.assign(1, to: Self.worker), .later)) == nil)
    }

    @Test func `what was written down where its answer came is not written down again`() {
        let request = RequestTableTests.request(1, 1)
        #expect(line(.told(.assign(3, to: Self.worker))) == nil)
        #expect(line(.carriedOut(1, request, .done("made"), sinceHeard: .zero, sinceAssigned: .zero)) == nil)
    }
}
