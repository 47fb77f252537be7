// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Wire

/// Why something was not done, as RFC 9457 writes it: `application/problem+json`.
public struct Problem: Hashable, JSONMessage {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 8 * 1024
    /// The media type.
    public static let mediaType: StaticString = "application/problem+json"
    /// The longest detail, in bytes.
    public static let maximumDetail = 1024
    /// The longest id of a request, in bytes.
    public static let maximumRequestID = 64

    private static let typePrefix = "urn:k3s-daas:problem:"

    /// Why, for programs; `nil` where it is of a later version.
    public let code: ProblemCode?
    /// The status of the answer.
    public let status: Int
    /// Why, for people.
    public let detail: String
    /// Which request, for who looks into the logs.
    public let requestID: String

    /// Puts one together.
    public init(_ code: ProblemCode, detail: String, requestID: String) {
        self.code = code
        status = code.status
        self.detail = detail
        self.requestID = requestID
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        code = ProblemCode(rawValue: try value.text("code", upTo: 64))
        status = try value.number("status", upTo: 599)
        detail = try value.text("detail", upTo: Self.maximumDetail)
        requestID = try value.text("requestId", upTo: Self.maximumRequestID)
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        let name = code?.rawValue ?? "unknown"
        var object = JSONObjectWriter(&buffer)
        object.text("type", Self.typePrefix + name, &buffer)
        object.text("title", code.map { "\($0.title)" } ?? "", &buffer)
        object.number("status", status, &buffer)
        object.text("detail", detail, &buffer)
        object.text("code", name, &buffer)
        object.text("requestId", requestID, &buffer)
        object.end(&buffer)
    }
}
