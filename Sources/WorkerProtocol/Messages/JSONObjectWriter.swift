// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Writes one object, member by member; keys are literals.
struct JSONObjectWriter: ~Copyable {
    private var isFirst = true

    init(_ buffer: inout ByteBuffer) { buffer.append(UInt8(ascii: "{")) }

    mutating func text(_ key: StaticString, _ value: String, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(json: value)
    }

    mutating func number(_ key: StaticString, _ value: Int, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(decimal: value)
    }

    mutating func flag(_ key: StaticString, _ value: Bool, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(value ? "true" as StaticString : "false")
    }

    consuming func end(_ buffer: inout ByteBuffer) { buffer.append(UInt8(ascii: "}")) }

    private mutating func begin(_ key: StaticString, _ buffer: inout ByteBuffer) {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        buffer.append(UInt8(ascii: "\""))
        buffer.append(key)
        buffer.append("\":" as StaticString)
    }
}
