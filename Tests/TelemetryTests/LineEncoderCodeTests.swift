// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@testable import Telemetry

/// Codes of ours, which go into a line as they are.
struct LineEncoderCodeTests {
    private func line(_ format: LineEncoder.Format) -> String {
        var line = LineEncoder(format)
        line.field("kind", code: "token_review.v1" as String)
        line.field("tier", code: "super")
        line.field(request: 0x0123_4567_89AB_CDEF)
        line.field("text", "a \"b\"" as String)
        let bytes = line.finish().bytes
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a code stands in quotes in JSON and bare in text`() {
        #expect(
            line(.json)
                == #"{"kind":"token_review.v1","tier":"super","request":"0123456789abcdef","text":"a \"b\""}"# + "\n")
        #expect(line(.text) == #"kind=token_review.v1 tier=super request=0123456789abcdef text="a \"b\"""# + "\n")
    }
}
