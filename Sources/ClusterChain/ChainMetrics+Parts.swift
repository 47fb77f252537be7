// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

extension ChainMetrics.Part {
    /// What the copy is.
    static let copy: [Self] = [
        Self(
            Family(.gauge, "k3s_daas_chain_age_seconds", "How old the copy of the chain is; absent until there is one.")
        ) {
            $0.age.map { [seconds($0)] } ?? []
        },
        Self(
            Family(
                .gauge, "k3s_daas_chain_state", "1 if the copy of the chain is complete, is followed live, has a hole.",
                labels: ["state"])
        ) { now in
            [
                count(now.mark.isComplete ? 1 : 0, "complete"), count(now.mark.isLive ? 1 : 0, "live"),
                count(now.mark.hasHole ? 1 : 0, "hole"),
            ]
        },
        Self(Family(.gauge, "k3s_daas_chain_checkpoint", "The checkpoint that the copy of the chain has reached.")) {
            $0.mark.checkpoint.map { [count($0)] } ?? []
        },
        Self(Family(.gauge, "k3s_daas_chain_epoch", "The chain's epoch, as last heard.")) {
            $0.mark.epoch.map { [count($0)] } ?? []
        },
        Self(Family(.gauge, "k3s_daas_chain_entries", "Entries in the copy of the chain, by kind.", labels: ["kind"])) {
            [count($0.accounts, "account"), count($0.seals, "seal")]
        },
    ]

    /// How it is followed.
    static let following: [Self] = [
        Self(
            Family(
                .counter, "k3s_daas_chain_events_total", "Events of the chain, by what they were to us.",
                labels: ["result"])
        ) { now in
            let counts = now.health.counts
            return [
                count(counts.events, "new"), count(counts.duplicates, "duplicate"),
                count(counts.unreadable, "unreadable"),
            ]
        },
        Self(
            Family(
                .counter, "k3s_daas_chain_recoveries_total", "Times that the following began again, by how far back.",
                labels: ["kind"])
        ) { now in
            let counts = now.health.counts
            return [
                count(counts.backfills, "events"), count(counts.listings, "tables"), count(counts.skips, "skipped"),
            ]
        },
        Self(
            Family(
                .counter, "k3s_daas_chain_follow_failures_total", "Nodes given up while following, by reason.",
                labels: ["code"])
        ) { failures($0.health.counts.failures) },
    ]

    /// What was asked beside it, and of whom.
    static let asking: [Self] = [
        Self(Family(.counter, "k3s_daas_lookups_total", "Look-ups of single entries, by result.", labels: ["result"])) {
            let counts = $0.lookUps
            return [
                count(counts.found, "found"), count(counts.nothing, "nothing"),
                count(counts.contradicted, "contradicted"), count(counts.joined, "joined"),
                count(counts.refused, "refused"),
            ]
        },
        Self(
            Family(
                .counter, "k3s_daas_lookup_failures_total", "Look-ups that no node answered, by reason.",
                labels: ["code"])
        ) { failures($0.lookUps.failures) },
        Self(
            Family(
                .counter, "k3s_daas_signed_tokens_total", "Signed tokens looked for among those verified, by result.",
                labels: ["result"])
        ) { [count($0.tokens.found, "found"), count($0.tokens.missed, "missed"), count($0.tokens.full, "full")] },
        Self(
            Family(
                .gauge, "k3s_daas_signed_tokens_remembered",
                "Signed tokens that need no verification when they come again.")
        ) { [count($0.tokens.remembered)] },
        Self(
            Family(
                .counter, "k3s_daas_node_requests_total", "Questions to nodes, by node and result.",
                labels: ["node", "result"])
        ) {
            $0.nodes.flatMap { node in
                let counts = node.counts
                return [
                    count(counts.answered, "\(node.index)", "answered"),
                    count(counts.abandoned, "\(node.index)", "abandoned"),
                ]
            }
        },
        Self(
            Family(
                .counter, "k3s_daas_node_failures_total", "Questions that a node did not answer, by node and reason.",
                labels: ["node", "code"])
        ) { $0.nodes.flatMap { failures($0.counts.failures, "\($0.index)") } },
        Self(
            Family(
                .gauge, "k3s_daas_node_available", "1 if the node is asked, 0 while it is left alone.",
                labels: ["node"])
        ) { $0.nodes.map { count($0.state == .open ? 0 : 1, "\($0.index)") } },
        Self(
            Family(.gauge, "k3s_daas_node_latency_seconds", "The time that a node takes to answer.", labels: ["node"])
        ) { $0.nodes.compactMap { node in node.latency.map { seconds($0, "\(node.index)") } } },
        Self(
            Family(
                .gauge, "k3s_daas_quorum", "How many nodes there are, and how many must agree on admin and super.",
                labels: ["what"])
        ) { [count($0.nodes.count, "nodes"), count($0.quorum, "needed")] },
    ]

    /// One sample for every reason, also where it never happened.
    private static func failures(
        _ counts: [LedgerError.Code: UInt64], _ labels: String...
    ) -> [Observed.Sample] {
        LedgerError.Code.allCases.map { .init(.count(counts[$0] ?? 0), labels: labels + [$0.rawValue]) }
    }

    private static func count(_ number: some BinaryInteger, _ labels: String...) -> Observed.Sample {
        .init(.count(UInt64(clamping: number)), labels: labels)
    }

    private static func seconds(_ duration: Duration, _ labels: String...) -> Observed.Sample {
        .init(.seconds(nanoseconds: duration.wholeNanoseconds), labels: labels)
    }
}
