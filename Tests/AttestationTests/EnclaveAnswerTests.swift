// SPDX-License-Identifier: Apache-2.0
import Attestation
import Testing

@Suite struct EnclaveAnswerTests {
    @Test func `an answer has a document, and may have statements`() {
        #expect(EnclaveAnswer(Array(#"{"document":"AQI="}"#.utf8))?.document == [1, 2])
        let with = EnclaveAnswer(Array(#"{"document":"AQI=","successors":["Aw=="]}"#.utf8))
        #expect(with?.successors == [[3]])
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"document":5}"#, #"{"document":"x"}"#, #"{"document":"AQI=","successors":[5]}"#,
    ])
    func `anything else is none`(_ text: String) { #expect(EnclaveAnswer(Array(text.utf8)) == nil) }

    @Test(arguments: [(15, true), (16, true), (17, false)]) func `statements have an end`(_ count: Int, _ isTaken: Bool)
    {
        let list = Array(repeating: "\"Aw==\"", count: count).joined(separator: ",")
        #expect((EnclaveAnswer(Array("{\"document\":\"AQI=\",\"successors\":[\(list)]}".utf8)) != nil) == isTaken)
    }
}
