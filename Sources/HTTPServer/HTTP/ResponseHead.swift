// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Writes the head of a reply: what RFC 9110 demands and nothing more, since every byte is encrypted and sent.
enum ResponseHead {
    /// Appends a head for a body of `contentLength` bytes.
    static func append(
        to buffer: inout ByteBuffer, status: Status, date: borrowing DateCache, contentType: StaticString,
        contentLength: Int, fields: ReplyFields, closes: Bool
    ) {
        buffer.reserve(256)
        buffer.append(status.line)
        buffer.append("Date: ")
        buffer.append(date.text)
        buffer.append("\r\nContent-Type: ")
        buffer.append(contentType)
        buffer.append("\r\nContent-Length: ")
        buffer.append(decimal: contentLength)
        if closes { buffer.append("\r\nConnection: close") }
        buffer.append("\r\n")
        fields.append(to: &buffer)
        buffer.append("\r\n")
    }

    /// Appends the interim reply that lets a peer send the body it announced.
    static func appendContinue(to buffer: inout ByteBuffer) { buffer.append("HTTP/1.1 100 Continue\r\n\r\n") }
}

extension Status {
    /// The status line, RFC 9112 §4.
    var line: StaticString {
        switch self {
        case .ok: "HTTP/1.1 200 OK\r\n"
        case .badRequest: "HTTP/1.1 400 Bad Request\r\n"
        case .unauthorized: "HTTP/1.1 401 Unauthorized\r\n"
        case .forbidden: "HTTP/1.1 403 Forbidden\r\n"
        case .notFound: "HTTP/1.1 404 Not Found\r\n"
        case .methodNotAllowed: "HTTP/1.1 405 Method Not Allowed\r\n"
        case .requestTimeout: "HTTP/1.1 408 Request Timeout\r\n"
        case .conflict: "HTTP/1.1 409 Conflict\r\n"
        case .lengthRequired: "HTTP/1.1 411 Length Required\r\n"
        case .contentTooLarge: "HTTP/1.1 413 Content Too Large\r\n"
        case .uriTooLong: "HTTP/1.1 414 URI Too Long\r\n"
        case .unsupportedMediaType: "HTTP/1.1 415 Unsupported Media Type\r\n"
        case .expectationFailed: "HTTP/1.1 417 Expectation Failed\r\n"
        case .misdirectedRequest: "HTTP/1.1 421 Misdirected Request\r\n"
        case .unprocessableContent: "HTTP/1.1 422 Unprocessable Content\r\n"
        case .tooManyRequests: "HTTP/1.1 429 Too Many Requests\r\n"
        case .headerFieldsTooLarge: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
        case .internalServerError: "HTTP/1.1 500 Internal Server Error\r\n"
        case .notImplemented: "HTTP/1.1 501 Not Implemented\r\n"
        case .serviceUnavailable: "HTTP/1.1 503 Service Unavailable\r\n"
        case .gatewayTimeout: "HTTP/1.1 504 Gateway Timeout\r\n"
        case .versionNotSupported: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
        }
    }
}
