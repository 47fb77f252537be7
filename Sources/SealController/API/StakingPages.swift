// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SealAuthN
internal import SuiLedger
internal import WorkerProtocol

/// What stakers are told about themselves.
enum StakingPages {
    /// One's own stake, tier and worker, and what stands in the way.
    static func status(_ holder: SealHolder, worker: WorkerEntry?, mark: FollowMark) -> APIAnswer {
        .json { object, buffer in
            object.text("address", holder.owner.description, &buffer)
            if let seal = holder.seal {
                object.text("seal", seal.description, &buffer)
                object.text("sealKind", literal: holder.kind == .worker ? "worker" : "user", &buffer)
            } else {
                object.null("seal", &buffer)
                object.null("sealKind", &buffer)
            }
            object.large("stakeMist", holder.account?.amount ?? 0, &buffer)
            object.large("nodeStakeMist", holder.account?.nodeAmount ?? 0, &buffer)
            object.large("unbondingMist", holder.account?.unbonding ?? 0, &buffer)
            object.text("accountStatus", literal: accountStatus(holder.account), &buffer)
            if let tier = holder.tier {
                object.text("tier", literal: tier.name, &buffer)
            } else {
                object.null("tier", &buffer)
            }
            object.large("workerMinimumMist", mark.workerMinimum ?? 0, &buffer)
            object.flag("isGood", holder.refusal == nil, &buffer)
            if let refusal = holder.refusal {
                object.text("reason", refusal.rawValue, &buffer)
            } else {
                object.null("reason", &buffer)
            }
            if let worker {
                object.object("worker", &buffer) { ViewAnswers.write(worker, &$0, &$1) }
            } else {
                object.null("worker", &buffer)
            }
            object.number("checkpoint", Int(clamping: mark.checkpoint ?? 0), &buffer)
        }
    }

    /// The contract's numbers as words.
    private static func accountStatus(_ account: StakeAccount?) -> StaticString {
        switch account?.status {
        case 1: "active"
        case 2: "unbonding"
        case 3: "slashed"
        case nil: "none"
        default: "unknown"
        }
    }

    /// What happened to somebody, the newest first; `next` is where the next page begins.
    static func history(_ records: [HistoryRing.Numbered], limit: Int, since milliseconds: Int) -> APIAnswer {
        .json { object, buffer in
            object.number("sinceMs", milliseconds, &buffer)
            object.list("transactions", records, &buffer) { numbered, object, buffer in
                let record = numbered.record
                object.large("id", numbered.number, &buffer)
                object.text("kind", record.kind.rawValue, &buffer)
                object.text("transaction", record.transaction.description, &buffer)
                if let checkpoint = record.checkpoint {
                    object.number("checkpoint", Int(clamping: checkpoint), &buffer)
                }
                if let amount = record.amount { object.large("amountMist", amount, &buffer) }
                if let amount = record.nodeAmount { object.large("nodeAmountMist", amount, &buffer) }
                if let status = record.status { object.number("status", Int(status), &buffer) }
                if let subject = record.subject { object.text("subject", subject.description, &buffer) }
                if let number = record.number { object.large("number", number, &buffer) }
                if let progress = record.progress {
                    object.object("request", &buffer) { write(progress, record.status ?? 0, &$0, &$1) }
                }
            }
            if records.count == limit, let last = records.last {
                object.large("next", last.number, &buffer)
            } else {
                object.null("next", &buffer)
            }
        }
    }

    /// How far a request had come; what has not happened yet is null.
    private static func write(
        _ progress: RequestProgress, _ status: UInt8, _ object: inout JSONWriter, _ buffer: inout ByteBuffer
    ) {
        object.text("state", ViewAnswers.status(status), &buffer)
        if let worker = progress.worker {
            object.text("worker", worker.description, &buffer)
        } else {
            object.null("worker", &buffer)
        }
        object.text("result", progress.result, &buffer)
        object.number("submittedMs", Int(clamping: progress.submittedMilliseconds), &buffer)
        for (key, time) in [
            ("assignedMs", progress.assignedMilliseconds), ("finishedMs", progress.finishedMilliseconds),
        ]
            as [(StaticString, UInt64?)]
        {
            if let time {
                object.number(key, Int(clamping: time), &buffer)
            } else {
                object.null(key, &buffer)
            }
        }
    }
}
