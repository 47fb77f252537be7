// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What a `Status` says that decides what is done next; its message is for nobody here, as anything can stand in it, but for
/// calls whose refusal is told to whoever asked for them.
struct KubeStatus: Hashable, Sendable {
    /// Those of its reasons that are told apart.
    enum Reason: Hashable, Sendable { case alreadyExists, expired, other }

    /// The longest that is read; what is longer counts as no status.
    static let largest = 1 << 20

    var code: Int?
    var reason = Reason.other
    var retryAfterSeconds: Int?
    /// Whether a disruption budget is what stands in the way.
    var isBudget = false
    /// Its message, where that is kept.
    var message: String?

    /// Of something that is no status nothing is known.
    init() {}

    /// Reads a body.
    init(_ body: [UInt8], keepsMessage: Bool = false) {
        self.init()
        guard body.count <= Self.largest, var parser = try? JSONParser(maximumBytes: Self.largest) else { return }
        let status = try? parser.withDocument(body.span) { (value) throws(JSONError) in
            var status = try KubeStatus(value)
            if keepsMessage, let text = try value.member("message")?.string { status.message = Self.shown(text) }
            return status
        }
        if let status { self = status }
    }

    /// What of a message can stand anywhere.
    private static func shown(_ text: Span<UInt8>) -> String {
        let kept = text.indices.prefix(KubeError.longestSentence).map { index in
            (0x20...0x7e).contains(text[index]) ? text[index] : UInt8(ascii: " ")
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Reads a status in a document.
    init(_ value: borrowing JSONValue) throws(JSONError) {
        code = try value.member("code")?.integer
        if let word = try value.member("reason") {
            reason =
                word.equals("AlreadyExists")
                ? .alreadyExists : word.equals("Expired") || word.equals("Gone") ? .expired : .other
        }
        guard let details = try value.member("details"), details.kind == .object else { return }
        retryAfterSeconds = try details.member("retryAfterSeconds")?.integer
        guard var walk = try details.member("causes")?.children else { return }
        while walk.advance() {
            guard let cause = walk.value, cause.kind == .object else { continue }
            if let word = try cause.member("reason"), word.equals("DisruptionBudget") { isBudget = true }
        }
    }
}
