// SPDX-License-Identifier: Apache-2.0
internal import Reviews
internal import StakeRBAC

/// A request, and what is expected to become of it.
struct PolicyCase: Sendable {
    /// What is asked.
    enum Ask: Sendable {
        /// A request in our words.
        case question(PolicyQuestion)
        /// A document as an apiserver sent it.
        case review([UInt8])
    }

    let name: String
    let asker: Asker
    let ask: Ask
    let circumstances: Circumstances
    /// The reviewer that is asked; `nil` for the one that decides.
    let reviewer: Reviewer?
    let outcome: PolicyAnswer.Outcome
    /// The rule that must speak for it.
    let rule: Rule?
    /// What its text must contain.
    let message: String?

    /// Who is asked.
    enum Reviewer: String, CaseIterable, Sendable { case admission, authorization }

    /// Why it did not come as expected; `nil` if it did.
    func failure(on bench: PolicyBench) -> String? {
        let answer: PolicyAnswer
        do throws(ReviewError) {
            if case .review(let bytes) = ask {
                let username = try bench.subject(of: bytes).username
                guard username == asker.username else {
                    return "the review is about \"\(username)\", not \(asker.username)"
                }
            }
            guard let given = try self.answer(on: bench) else { return "admission never sees this request" }
            answer = given
        } catch { return "the request cannot be read: \(error.reason)" }
        let matching = answer.findings.filter { finding in
            (rule.map { finding.rule == $0 } ?? true) && (message.map { finding.text.contains($0) } ?? true)
        }
        let isExpected = answer.outcome == outcome && (rule == nil && message == nil || !matching.isEmpty)
        guard !isExpected else { return nil }
        let why = [rule.map { "by \($0.rawValue)" }, message.map { "saying \"\($0)\"" }].compactMap { $0 }
        let got = answer.findings.map { "\($0.rule.rawValue): \($0.text)" }.joined(separator: "; ")
        return "expected \(([outcome.rawValue] + why).joined(separator: " ")), got \(answer.outcome.rawValue)"
            + (got.isEmpty ? "" : " (\(got))")
    }

    /// What the engine says; `nil` where who is asked would not be.
    func answer(on bench: PolicyBench) throws(ReviewError) -> PolicyAnswer? {
        switch ask {
        case .question(let question):
            switch reviewer {
            case .admission: try bench.admit(question, by: asker, circumstances)
            case .authorization: PolicyAnswer(try bench.authorize(question, by: asker, circumstances))
            case nil: try bench.answer(question, by: asker, circumstances)
            }
        case .review(let bytes):
            try bench.subject(of: bytes).isAdmission
                ? try bench.admit(bytes, by: asker.caller, circumstances)
                : PolicyAnswer(try bench.authorize(bytes, by: asker.caller, circumstances))
        }
    }
}
