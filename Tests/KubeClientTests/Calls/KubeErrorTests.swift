// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Testing

@testable import KubeClient

@Suite struct KubeErrorTests {
    private static func error(_ status: Int, _ body: String = "{}", _ headers: [Header] = []) -> KubeError? {
        KubeError(ClientResponse(status: status, headers: headers, body: Array(body.utf8), trailers: []))
    }

    @Test func `a sentence is kept where it is asked for, and as much of it as can stand anywhere`() {
        func sentence(_ message: String, tellsWhy: Bool = true) -> String? {
            let body = Array(#"{"message":"\#(message)","code":403}"#.utf8)
            let response = ClientResponse(status: 403, headers: [], body: body, trailers: [])
            return KubeError(response, tellsWhy: tellsWhy)?.sentence
        }
        #expect(sentence("not yours", tellsWhy: false) == nil)
        #expect(sentence("not yours") == "not yours")
        #expect(sentence(#"a\nb\u007f"#) == "a b ")
        let longest = KubeError.longestSentence
        for count in [longest - 1, longest, longest + 1] {
            #expect(sentence(String(repeating: "x", count: count))?.utf8.count == min(count, longest))
        }
    }

    // Bodies of kube-apiserver 1.34.
    static let answers: [(Int, String, KubeError.Code)] = [
        (400, #"{"kind":"Status","status":"Failure","reason":"BadRequest","code":400}"#, .invalid),
        (
            401, #"{"kind":"Status","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}"#,
            .unauthorized
        ),
        (403, #"{"kind":"Status","reason":"Forbidden","code":403}"#, .forbidden),
        (404, #"{"kind":"Status","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404}"#, .notFound),
        (405, #"{"reason":"MethodNotAllowed","code":405}"#, .invalid),
        (409, #"{"kind":"Status","reason":"AlreadyExists","details":{"name":"x"},"code":409}"#, .alreadyExists),
        (409, #"{"kind":"Status","reason":"Conflict","details":{"name":"x"},"code":409}"#, .conflict),
        (
            409, #"{"reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict","field":".spec"}]}}"#,
            .conflict
        ),
        (410, #"{"kind":"Status","reason":"Expired","code":410}"#, .gone),
        (413, "Request entity too large: limit is 3145728", .tooLarge), (415, "{}", .invalid),
        (422, #"{"reason":"Invalid","code":422}"#, .invalid),
        (429, "Too many requests, please try again later.", .throttled),
        (
            429,
            #"{"reason":"TooManyRequests","details":{"causes":[{"reason":"DisruptionBudget","message":"x"}]},"code":429}"#,
            .budget
        ),
        (429, #"{"reason":"TooManyRequests","details":{"retryAfterSeconds":1},"code":429}"#, .throttled),
        (500, #"{"reason":"InternalError","code":500}"#, .serverError), (502, "", .broken), (503, "", .unavailable),
        (
            504, #"{"reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge"}]},"code":504}"#,
            .timeout
        ),
        (301, "", .broken), (199, "", .broken), (600, "", .broken),
    ]

    @Test(arguments: answers) func `each status has its meaning`(_ status: Int, _ body: String, _ code: KubeError.Code)
    {
        let error = Self.error(status, body)
        #expect(error?.code == code && error?.status == status && error?.wasSent == true)
    }

    @Test(arguments: [200, 201, 202, 299]) func `a success is no failure`(_ status: Int) {
        #expect(Self.error(status) == nil)
    }

    @Test(arguments: ["", "nonsense", "[]", "null", #"{"reason":7}"#, #"{"details":[]}"#, #"{"details":{"causes":7}}"#])
    func `a body that is no status changes nothing`(_ body: String) {
        #expect(Self.error(409, body)?.code == .conflict)
    }

    @Test func `how long to wait is what the head says, or else the body`() {
        let body = #"{"details":{"retryAfterSeconds":7}}"#
        #expect(Self.error(429, body)?.retryAfter == .seconds(7))
        #expect(Self.error(429, body, [Header("retry-after", "3")])?.retryAfter == .seconds(3))
        #expect(Self.error(429, "", [Header("retry-after", "0")])?.retryAfter == .zero)
        for text in ["-1", "86401", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "", "99999999999999999999"] {
            #expect(Self.error(429, "", [Header("retry-after", text)])?.retryAfter == nil)
        }
        #expect(Self.error(429, "", [Header("retry-after", "86400")])?.retryAfter == .seconds(86400))
    }

    static let exchanges: [(ClientError.Code, KubeError.Code)] = [
        (.resolve, .unreachable), (.connect, .unreachable), (.tls, .untrusted), (.timeout, .timeout),
        (.broken, .broken),
        (.tooLarge, .tooLarge), (.overloaded, .throttled), (.outOfMemory, .throttled), (.cancelled, .cancelled),
        (.closed, .cancelled), (.invalidRequest, .invalid), (.plaintext, .invalid),
    ]

    @Test(arguments: exchanges) func `each failed exchange has its meaning`(
        _ from: ClientError.Code, _ to: KubeError.Code
    ) {
        #expect(KubeError(ClientError(from)) == KubeError(to))
        #expect(KubeError(ClientError(from, wasSent: true)) == KubeError(to, wasSent: true))
    }

    @Test func `all ways in which an exchange fails have one, and all meanings are reached`() {
        #expect(Set(Self.exchanges.map(\.0)) == Set(ClientError.Code.allCases))
        // Those two are found before anything is sent.
        let reached = Set(Self.exchanges.map(\.1) + Self.answers.map(\.2) + [.credentials])
        #expect(reached == Set(KubeError.Code.allCases))
    }

    @Test(arguments: KubeError.Code.allCases) func `each is said in words of its own`(_ code: KubeError.Code) {
        let others = KubeError.Code.allCases.filter { $0 != code }.map { KubeError($0).description }
        #expect(!others.contains(KubeError(code).description))
    }

    @Test func `nobody knows what became of a write that broke off`() {
        let unknown: Set<KubeError.Code> = [.timeout, .broken, .cancelled, .serverError, .unavailable, .tooLarge]
        for code in KubeError.Code.allCases {
            #expect(KubeError(code, wasSent: true).isOutcomeUnknown == unknown.contains(code))
            #expect(!KubeError(code).isOutcomeUnknown)
        }
    }
}
