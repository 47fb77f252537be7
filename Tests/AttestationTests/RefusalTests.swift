// SPDX-License-Identifier: Apache-2.0
import EnclaveSimulator
import Kernel
import Testing
import Wire

@testable import Attestation

@Suite struct RefusalTests {
    @Test func `each code has a sentence of its own`() {
        let all = AttestationRefusal.Code.allCases
        let sentences = Set(all.map { AttestationRefusal($0, "here").reason })
        #expect(sentences.count == all.count)
        #expect(Set(all.map(\.rawValue)).count == all.count)
        #expect(AttestationRefusal(.debug, "pcrs", register: 0).description.contains("PCR 0"))
    }

    @Test func `what is wrong with the CBOR is said`() {
        let refusal = AttestationRefusal(CBORError(.tooDeep), "the payload")
        #expect(refusal.code == .malformed)
        #expect(refusal.reason.contains("the payload: nested too deep"))
        #expect(AttestationRefusal(CBORError(.duplicateKey), "the payload").code == .duplicateKey)
    }

    @Test func `a refusal says nothing that came from outside`() throws {
        let scene = try #require(Scene.shared)
        let secret = "i-05ec0de0000000001-enc0191ec0de000000X"
        let document = try scene.document { $0["module_id"] = .text(secret) }
        guard case .failure(let refusal) = scene.judge(document) else {
            Issue.record("it was believed")
            return
        }
        #expect(!refusal.reason.contains("i-"))
    }
}
