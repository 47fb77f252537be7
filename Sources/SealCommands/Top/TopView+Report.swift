// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN

extension TopView {
    /// The same for programs.
    var report: Report {
        .of(
            ("time", .text(RFC3339.write(time))), ("cluster", cluster.map { .text($0) } ?? .null),
            ("chain", chainReport), ("decisions", .list(decisions.map(\.report))),
            ("standings", Self.counts(standings)), ("servers", .list(servers.map(\.report))))
    }

    private var chainReport: Report {
        switch chain {
        case nil: return .null
        case .failure(let silence): return .of(("unknown", .text(silence.reason)))
        case .success(let chain):
            let tiers = chain.tiers.map { Report.Field("\($0.0.name)", .number($0.1)) }
            let workers = zip(TopChain.workerStandings, chain.workers).map { Report.Field($0, .number($1)) }
            return .of(
                ("accounts", .number(chain.accounts)), ("isCut", .bool(chain.isCut)), ("tiers", .record(tiers)),
                ("below", .number(chain.below)), ("unbonding", .number(chain.unbonding)),
                ("slashed", .number(chain.slashed)), ("staked", .amount(chain.staked)),
                ("stakedForNodes", .amount(chain.stakedForNodes)), ("leaving", .amount(chain.leaving)),
                ("workers", .record(workers)), ("read", .text(RFC3339.write(chain.read))))
        }
    }

    static func counts(_ counts: [String: UInt64]) -> Report {
        .record(counts.sorted { $0.key < $1.key }.map { Report.Field($0.key, .number($0.value)) })
    }
}

extension TopDecision {
    var report: Report {
        .of(("kind", .text(kind)), ("result", .text(result)), ("perSecond", .decimal(rate)))
    }
}

extension TopServer {
    var report: Report {
        let number = { (value: UInt64?) -> Report in value.map { .number($0) } ?? .null }
        let truth = { (value: Bool?) -> Report in value.map { .bool($0) } ?? .null }
        return .of(
            ("url", .text(url)), ("role", .text(role.rawValue)), ("silence", silence.map { .text($0) } ?? .null),
            ("ready", truth(isReady)), ("version", version.map { .text($0) } ?? .null),
            ("chainAgeSeconds", .decimal(chainAge)), ("complete", truth(isComplete)), ("hole", truth(hasHole)),
            ("checkpoint", number(checkpoint)), ("epoch", number(epoch)), ("nodesAsked", number(nodesAsked)),
            ("nodes", number(nodes)), ("answersPerSecond", .decimal(rate)),
            ("medianMicroseconds", .decimal(median.map { $0 * 1_000_000 })),
            ("p99Microseconds", .decimal(slow.map { $0 * 1_000_000 })), ("shedPerSecond", .decimal(shed)),
            ("dropped", number(dropped)), ("leader", truth(isLeader)), ("joining", number(joining)),
            ("notices", number(notices)), ("standings", TopView.counts(standings)),
            ("decisions", .list(decisions.map(\.report))))
    }
}
