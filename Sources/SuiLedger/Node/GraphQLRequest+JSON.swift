// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

extension GraphQLRequest {
    /// The operation as a node takes it.
    var json: [UInt8] {
        var buffer = ByteBuffer(capacity: 512)
        buffer.append("{\"query\":")
        buffer.append(json: query)
        buffer.append(",\"variables\":")
        Self.append(.object(variables), to: &buffer)
        buffer.append("}")
        return buffer.bytes
    }

    private static func append(_ value: Variable, to buffer: inout ByteBuffer) {
        switch value {
        case .text(let text): buffer.append(json: text)
        case .number(let number): buffer.append(decimal: UInt(number))
        case .bool(let bool): buffer.append(bool ? "true" : "false")
        case .null: buffer.append("null")
        case .list(let values):
            buffer.append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.append(",") }
                append(value, to: &buffer)
            }
            buffer.append("]")
        case .object(let fields):
            buffer.append("{")
            for (index, field) in fields.enumerated() {
                if index > 0 { buffer.append(",") }
                buffer.append(json: field.name)
                buffer.append(":")
                append(field.value, to: &buffer)
            }
            buffer.append("}")
        }
    }
}
