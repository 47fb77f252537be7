// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealAuthN

/// What is asked of nodes, and what comes of it.
extension RevocationWorld {
    mutating func takeQuestions(after ended: Pending? = nil) {
        for asked in source.takeAll() {
            let part: ModelPart? =
                switch asked.name {
                case .account(let owner): tokens.ownerOfAddress[owner].map { .account($0) }
                case .seal(let key): tokens.slotOfKey[key].map { .seal($0) }
                case .params: nil
                }
            if let ended, ended.part == part, ended.isConfirmation == (asked.agreement > 1) {
                object("what has just been asked is asked again, of \(part.map { "\($0)" } ?? "the params")")
            }
            let answer = answer(part, agreement: asked.agreement)
            pending.append(
                Pending(
                    part: part, isConfirmation: asked.agreement > 1, answer: answer,
                    deadline: truth + asked.timeout.wholeNanoseconds, completion: asked.completion))
            counts["ask", default: 0] += 1
        }
    }

    /// What a pool makes of its nodes' answers: the first of one, or what two of them say.
    mutating func answer(
        _ part: ModelPart?, agreement: Int
    ) -> Result<ModelNode.Answer, LedgerError> {
        var answers: [ModelNode.Answer] = []
        var failure = LedgerError(.unavailable, "")
        for index in nodes.indices.shuffled(using: &dice) {
            if let reason = nodes[index].failure {
                failure = reason
                continue
            }
            let new = nodes[index].answer(part, chain, tip: tip, known: part.flatMap { model.told($0) }, using: &dice)
            guard isInTime(new.freshness) else {
                failure = LedgerError(.stale, "")
                continue
            }
            answers.append(new)
            let same = answers.filter { $0.content == new.content }
            guard same.count >= agreement, var first = same.first else { continue }
            for other in same {
                first.isTrue = first.isTrue || other.isTrue
                if other.freshness.checkpoint > first.freshness.checkpoint { first.freshness = other.freshness }
            }
            return .success(first)
        }
        return .failure(answers.isEmpty ? failure : LedgerError(.disagreement, ""))
    }

    /// What `NodePool` asks of a node's own word.
    func isInTime(_ freshness: Freshness) -> Bool {
        abs(Int64(wall) - Int64(freshness.timestamp)) <= Int64(RevocationModel.maximumAge)
    }

    /// One of those that are under way ends: not the first, nor in the order in which they began.
    mutating func answerOne() {
        guard !pending.isEmpty else { return }
        let ask = pending.remove(at: dice.below(pending.count))
        guard case .success(let answer) = ask.answer else { return deliver(ask, ask.answer) }
        deliver(ask, isInTime(answer.freshness) ? .success(answer) : .failure(LedgerError(.stale, "")))
    }

    mutating func deliver(_ ask: Pending, _ result: Result<ModelNode.Answer, LedgerError>) {
        let isAlone = reviews.count + again.count == 1
        switch result {
        case .success(let answer):
            if let part = ask.part {
                model.answer(part, answer, isConfirmation: ask.isConfirmation, at: milliseconds)
                say(
                    "answer",
                    "\(part): \(Self.show(answer.content)) at \(answer.freshness.checkpoint)\(answer.isTrue ? "" : ", a lie")"
                        + (ask.isConfirmation ? ", by two" : ""))
            } else if case .params(let params) = answer.content {
                model.learn(params.thresholds, checkpoint: answer.freshness.checkpoint, at: milliseconds)
                say("answer", "params")
            }
            ask.completion(.success(EntryAnswer(answer.content, answer.freshness)))
        case .failure(let error):
            if let part = ask.part { model.fail(part, isConfirmation: ask.isConfirmation, at: milliseconds) }
            say("fail", "\(ask.part.map { "\($0)" } ?? "params"): \(error.code.rawValue)")
            ask.completion(.failure(error))
        }
        judgeAll()
        // An outcome is shared; what brought nothing is not asked for again by the one who waited for it.
        takeQuestions(after: isAlone ? ask : nil)
    }

    static func show(_ content: EntryAnswer.Content) -> String {
        switch content {
        case .nothing: "nothing"
        case .params: "params"
        case .account(let account):
            "\(account.sequence) status \(account.status) amount \(account.amount) generation \(account.generation)"
        case .seal(let seal): "\(seal.sequence) revoked \(seal.revoked) generation \(seal.generation)"
        }
    }
}
