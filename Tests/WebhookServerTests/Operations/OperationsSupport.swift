// SPDX-License-Identifier: Apache-2.0
import Bytes
import Telemetry

extension ByteBuffer {
    /// The bytes as text.
    var text: String { String(decoding: span.indices.map { span[$0] }, as: UTF8.self) }
}

extension Registry {
    /// A scrape.
    var text: String {
        var buffer = ByteBuffer()
        render(into: &buffer)
        return buffer.text
    }
}
