// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import HTTPServer
internal import Wire

/// An answer over HTTP, in JSON.
public struct DevReply: Sendable {
    /// The status.
    public let status: Status
    /// The body.
    public let body: [UInt8]

    /// Says what is wrong.
    init(_ status: Status, error: String) {
        var buffer = ByteBuffer()
        buffer.append("{\"error\":")
        buffer.append(json: error)
        buffer.append("}\n")
        (self.status, body) = (status, buffer.bytes)
    }

    init(_ status: Status, _ body: [UInt8]) { (self.status, self.body) = (status, body) }
}
