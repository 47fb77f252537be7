// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// One server as a row: numbers out of its page, and out of what changed since the one before.
struct TopServer: Hashable, Sendable {
    var url: String
    var role: TopReading.Role
    /// Why it says nothing; `nil` where it does.
    var silence: String?
    var isReady: Bool?
    var version: String?
    /// How old its copy of the chain is, in seconds.
    var chainAge: Double?
    var isComplete: Bool?
    var hasHole: Bool?
    var checkpoint: UInt64?
    var epoch: UInt64?
    /// How many of the chain's nodes it asks, of how many.
    var nodesAsked: UInt64?
    var nodes: UInt64?
    /// Answers a second.
    var rate: Double?
    /// The median and the 99th of 100 of the times that answers took, in seconds.
    var median: Double?
    var slow: Double?
    /// Requests turned away, a second.
    var shed: Double?
    /// Lines of log and audit that were not written, ever.
    var dropped: UInt64?
    /// Whether it is the controller that acts.
    var isLeader: Bool?
    var joining: UInt64?
    /// Notices that wait to be told.
    var notices: UInt64?
    /// Kubernetes' Nodes by where they stand; only the leader knows.
    var standings: [String: UInt64] = [:]
    /// Decisions a second, by kind and result.
    var decisions: [TopDecision] = []
}

/// How often one kind of question was answered in one way.
struct TopDecision: Hashable, Sendable {
    var kind: String
    var result: String
    var rate: Double
}

extension TopServer {
    /// What a server's last two readings say.
    init(_ now: TopReading, since before: TopReading?) {
        (url, role, isReady) = (now.url, now.role, now.isReady)
        guard case .success(let page) = now.page else {
            if case .failure(let reason) = now.page { silence = reason.reason }
            return
        }
        version = page["k3s_daas_build_info"].first?.labels["version"]
        chainAge = page.sum("k3s_daas_chain_age_seconds")
        isComplete = page.sum("k3s_daas_chain_state", where: ["state": "complete"]).map { $0 > 0 }
        hasHole = page.sum("k3s_daas_chain_state", where: ["state": "hole"]).map { $0 > 0 }
        (checkpoint, epoch) = (page.whole("k3s_daas_chain_checkpoint"), page.whole("k3s_daas_chain_epoch"))
        let available = page["k3s_daas_node_available"]
        if !available.isEmpty {
            (nodesAsked, nodes) = (UInt64(available.count { $0.value > 0 }), UInt64(available.count))
        }
        dropped = Self.sum(Self.lines.compactMap { page.whole($0) })
        readController(page)
        if let rates = TopRates(now, since: before) { readRates(rates) }
    }

    private static let lines = ["k3s_daas_lines_dropped_total", "k3s_daas_lines_lost_total"]

    /// What questions are counted by, and what they are called.
    private static let questions: [(kind: String, name: String)] = [
        ("token", "k3s_daas_tokenreview_requests_total"), ("admission", "k3s_daas_admission_requests_total"),
        ("access", "k3s_daas_sar_requests_total"), ("api", "k3s_daas_api_requests_total"),
        ("join", "k3s_daas_joins_total"),
    ]

    private mutating func readController(_ page: MetricsText) {
        isLeader = page.sum("k3s_daas_controller_leader").map { $0 > 0 }
        joining = page.whole("k3s_daas_joins_in_hand")
        notices = page.whole("k3s_daas_notices_waiting")
        guard isLeader == true else { return }
        standings = page.sums("k3s_daas_controller_nodes", by: "state").compactMapValues { MetricsText.whole($0) }
    }

    private mutating func readRates(_ rates: TopRates) {
        for question in Self.questions {
            let found = rates.rates(question.name, by: "result").sorted { $0.key < $1.key }
            decisions += found.map { TopDecision(kind: question.kind, result: $0.key, rate: $0.value) }
        }
        let answers = role == .webhook ? Self.questions[..<3].map(\.name) : ["k3s_daas_api_requests_total"]
        let counted = answers.compactMap { rates.rate($0) }
        rate = counted.isEmpty ? nil : counted.reduce(0, +)
        let histogram = role == .webhook ? "k3s_daas_review_duration_seconds" : "k3s_daas_api_duration_seconds"
        if let found = rates.quantiles(histogram, [0.5, 0.99]) { (median, slow) = (found[0], found[1]) }
        shed = rates.rate("k3s_daas_shed_total")
    }

    private static func sum(_ numbers: [UInt64]) -> UInt64? {
        numbers.isEmpty ? nil : numbers.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    }
}

extension MetricsText {
    /// All of a name together as a whole number; `nil` where it is none.
    fileprivate func whole(_ name: String) -> UInt64? { sum(name).flatMap { Self.whole($0) } }

    fileprivate static func whole(_ value: Double) -> UInt64? {
        value >= 0 && value < 9_007_199_254_740_992 ? UInt64(value) : nil
    }
}
