// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import WorkerProtocol

/// An answer of the public API, before it is sent.
enum APIAnswer: Sendable {
    /// What was asked for, in JSON.
    case found([UInt8])
    /// A kubeconfig.
    case yaml([UInt8])
    /// Why not.
    case problem(ProblemCode, detail: String, retryAfter: UInt32?)

    /// A problem of which there is nothing more to say than a literal.
    static func problem(_ code: ProblemCode, _ detail: StaticString, retryAfter: UInt32? = nil) -> APIAnswer {
        .problem(code, detail: "\(detail)", retryAfter: retryAfter ?? (code.isTransient ? usualWait : nil))
    }

    /// What is written by a closure.
    static func json(_ write: (inout JSONWriter, inout ByteBuffer) -> Void) -> APIAnswer {
        var buffer = ByteBuffer(capacity: 512)
        JSONWriter.object(&buffer, write)
        return .found(buffer.bytes)
    }

    /// In how many seconds it may be different.
    static let usualWait: UInt32 = 5

    /// What it was, for metrics and audit.
    var code: ProblemCode? {
        guard case .problem(let code, _, _) = self else { return nil }
        return code
    }
}

extension Exchange {
    /// Header lines of every answer: it is of this moment, and nobody's page.
    private static let plain: StaticString = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    private static let challenge: StaticString =
        "WWW-Authenticate: Bearer realm=\"k3s-daas\"\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"

    /// Sends an answer; `allowed` is the header line of a 405.
    consuming func send(_ answer: APIAnswer, request: UInt64, allowed: Route? = nil) {
        switch answer {
        case .found(let bytes):
            reply(.ok, with: ReplyFields(Self.plain, requestID: request)) { $0.append(bytes) }
        case .yaml(let bytes):
            reply(.ok, contentType: "application/yaml", with: ReplyFields(Self.plain, requestID: request)) {
                $0.append(bytes)
            }
        case .problem(let code, let detail, let retryAfter):
            var fields = ReplyFields(Self.plain, retryAfter: retryAfter, requestID: request)
            if code == .unauthenticated { fields.lines = Self.challenge }
            if code == .methodNotAllowed, let allowed { fields.lines = allowed.allowed }
            reply(Status(rawValue: code.status) ?? .internalServerError, contentType: Problem.mediaType, with: fields) {
                var id = ByteBuffer()
                ReplyFields.append(request, to: &id)
                let text = String(decoding: id.bytes, as: UTF8.self)
                Problem(code, detail: detail, requestID: text).write(to: &$0)
            }
        }
    }
}
