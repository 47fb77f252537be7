// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Reviews
internal import StakeRBAC
internal import Wire

/// An engine to be asked, without a cluster: questions become the documents that an apiserver would send, and are read as those.
final class PolicyBench {
    let engine: Engine
    private var parser: JSONParser

    /// What a review may be: an object of 3 MiB, which is all that an apiserver takes, twice, and room for the rest.
    static let maximumBytes = 8 << 20

    init(_ policy: Policy) throws(CommandFailure) {
        engine = Engine(policy)
        do throws(JSONError) { parser = try JSONParser(maximumBytes: Self.maximumBytes) } catch {
            throw CommandFailure("memory is short", .software)
        }
    }

    /// What admission says; `nil` if it would not be asked.
    func admit(
        _ question: PolicyQuestion, by asker: Asker, _ circumstances: Circumstances
    ) throws(ReviewError) -> PolicyAnswer? {
        guard let review = question.admissionReview(for: asker) else { return nil }
        return try admit(review, by: asker.caller, circumstances)
    }

    /// What the authorizer says.
    func authorize(
        _ question: PolicyQuestion, by asker: Asker, _ circumstances: Circumstances
    ) throws(ReviewError) -> Opinion {
        try authorize(question.accessReview(for: asker), by: asker.caller, circumstances)
    }

    /// What admission says to a document.
    func admit(
        _ review: [UInt8], by caller: Caller, _ circumstances: Circumstances
    ) throws(ReviewError) -> PolicyAnswer {
        let engine = engine
        let verdict = try parser.withDocument(review.span) { root throws(ReviewError) in
            try engine.admit(try AdmissionReview(root), by: caller, circumstances)
        }
        return PolicyAnswer(verdict)
    }

    /// What the authorizer says to a document.
    func authorize(
        _ review: [UInt8], by caller: Caller, _ circumstances: Circumstances
    ) throws(ReviewError) -> Opinion {
        let engine = engine
        return try parser.withDocument(review.span) { root throws(ReviewError) in
            try engine.authorize(try SubjectAccessReview(root), by: caller, circumstances)
        }
    }

    /// What decides: admission where there is something to admit, else the authorizer.
    func answer(
        _ question: PolicyQuestion, by asker: Asker, _ circumstances: Circumstances
    ) throws(ReviewError) -> PolicyAnswer {
        if !question.lacksObject, let answer = try admit(question, by: asker, circumstances) { return answer }
        return PolicyAnswer(try authorize(question, by: asker, circumstances))
    }

    /// What kind of review a document is, and who asks in it.
    func subject(of review: [UInt8]) throws(ReviewError) -> (isAdmission: Bool, username: String) {
        try parser.withDocument(review.span) { root throws(ReviewError) in
            guard root.kind == .object, let kind = try root.field("kind") else { throw .missingField }
            let isAdmission = kind.equals("AdmissionReview")
            let username = isAdmission ? try AdmissionReview(root).username : try SubjectAccessReview(root).username
            return (isAdmission, Self.text(username))
        }
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        for index in bytes.indices { text.append(bytes[index]) }
        return String(decoding: text, as: UTF8.self)
    }
}
