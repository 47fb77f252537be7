// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import KubeClient
import SuiLedger
import Testing

@testable import SealController

/// What the audit log has of requests.
struct RequestActTests {
    private static let time = WallTime(seconds: 1_800_000_000)
    private static let worker = Address(7)

    private func line(_ note: RequestNote) -> String? {
        note.act.map { String(decoding: $0.line(at: Self.time).bytes, as: UTF8.self) }
    }

    @Test func `what the chain was told is said, with the worker and whether it was done`() throws {
        let assigned = try #require(line(.told(.assign(3, to: Self.worker))))
        #expect(assigned.contains(#""kind":"request_assign","outcome":"done","subject":"requests/3","worker":"0x"#))
        let finished = try #require(line(.told(.finish(3, isDone: false, result: "forbidden: a secret sentence"))))
        #expect(
            finished.contains(#""kind":"request_finish","outcome":"done","subject":"requests/3","completed":false}"#))
        #expect(!finished.contains("sentence"))
    }

    @Test func `what was carried out names the submitter and the object, and a failure its word alone`() throws {
        let request = RequestTableTests.request(1, 1)
        let done = try #require(
            line(.carriedOut(4, request, .done("made"), sinceHeard: .seconds(1), sinceAssigned: .seconds(1))))
        #expect(done.contains(#""kind":"request_do","outcome":"done","subject":"requests/4","owner":"0x"#))
        #expect(done.contains(#""resource":"configmaps","namespace":"team-a","name":"a"}"#) && !done.contains("made"))
        let failure = RequestFailure(.forbidden, "who said what")
        let failed = try #require(line(.refused(5, request, failure)))
        #expect(failed.contains(#""outcome":"refused","code":"forbidden","subject":"requests/5""#))
        #expect(!failed.contains("who said"))
    }

    @Test func `what is tried again is no act`() {
        #expect(line(.again(1, .timeout)) == nil)
        #expect(line(.notTaken(.assign(1, to: Self.worker), .later)) == nil)
    }
}
