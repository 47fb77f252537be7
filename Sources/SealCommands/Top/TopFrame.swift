// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// A view as lines.
///
/// Pure, and the only place that decides what is seen. What servers and the chain say is shown as visible characters alone.
struct TopFrame {
    let view: TopView
    /// When a copy of the chain is too old, in seconds: what servers take for that.
    private static let oldAge = 10.0

    /// As many lines as there are.
    func lines(width: Int) -> [TopLine] {
        let parts = [head, chain, decisions, standings].flatMap(\.self) + servers(width)
        return parts.map { $0.clipped(to: width) }
    }

    /// What fits; the last line says what does not.
    func lines(width: Int, height: Int) -> [TopLine] {
        let all = lines(width: width)
        guard all.count > height else { return all }
        guard height > 0 else { return [] }
        let rest = TopLine(text: "… \(all.count - height + 1) more lines: make the terminal higher")
        return Array(all.prefix(height - 1)) + [rest.clipped(to: width)]
    }

    // MARK: The parts

    private var head: [TopLine] {
        let cluster = view.cluster.map { " cluster \(Self.short($0))" } ?? ""
        return [TopLine(text: "k3s-daas\(cluster)  \(RFC3339.write(view.time))", style: .head)]
    }

    private var chain: [TopLine] {
        switch view.chain {
        case nil: return [TopLine(text: "stakers    being counted")]
        case .failure(let silence):
            return [TopLine(text: "stakers    not known: \(TextWriter.visible(silence.reason))", style: .bad)]
        case .success(let chain):
            let more = chain.isCut ? " or more" : ""
            let tiers = chain.tiers.map { "\($0.1) \($0.0.name)" }.joined(separator: ", ")
            let age = max(0, view.time.seconds - chain.read.seconds)
            let workers = zip(TopChain.workerStandings, chain.workers).map { "\($0.1) \($0.0)" }
            return [
                TopLine(
                    text: "stakers    \(chain.accounts)\(more): \(tiers), \(chain.below) below all tiers, "
                        + "\(chain.unbonding) unbonding, \(chain.slashed) slashed"),
                TopLine(
                    text: "stake      \(Mist.write(chain.staked)) for tiers, \(Mist.write(chain.stakedForNodes)) "
                        + "for nodes, \(Mist.write(chain.leaving)) leaving"),
                TopLine(
                    text: "workers    \(chain.workers.reduce(0, +)): \(workers.joined(separator: ", "))"
                        + "  (counted \(age) s ago)"),
            ]
        }
    }

    private var decisions: [TopLine] {
        let decisions = view.decisions
        var kinds: [String] = []
        for decision in decisions where !kinds.contains(decision.kind) { kinds.append(decision.kind) }
        guard !kinds.isEmpty else { return [] }
        return kinds.map { kind in
            let found = decisions.filter { $0.kind == kind }
            let texts = found.map { "\(TopNumber.rate($0.rate)) \(TextWriter.visible($0.result))" }
            let name = kind + "/s" + String(repeating: " ", count: max(1, 9 - kind.count))
            return TopLine(text: name + texts.joined(separator: ", "))
        }
    }

    private var standings: [TopLine] {
        let shown = view.standings.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        guard !shown.isEmpty else { return [] }
        let texts = shown.map { "\($0.value) \(TextWriter.visible($0.key))" }
        return [TopLine(text: "nodes      " + texts.joined(separator: ", "))]
    }

    // MARK: Servers

    private func servers(_ width: Int) -> [TopLine] {
        let (webhooks, controllers) = (
            view.servers.filter { $0.role == .webhook }, view.servers.filter { $0.role == .controller }
        )
        return table("WEBHOOK SERVER", webhooks, webhookColumns(webhooks), width)
            + table("CONTROLLER", controllers, controllerColumns(controllers), width)
    }

    private func table(
        _ head: String, _ servers: [TopServer], _ columns: [TopTable.Column], _ width: Int
    ) -> [TopLine] {
        guard !servers.isEmpty else { return [] }
        let names = TopTable.Column(
            head: head, rank: 0, isNumber: false, cells: servers.map { TextWriter.visible($0.url) })
        let state = TopTable.Column(head: "STATE", rank: 1, isNumber: false, cells: servers.map(Self.state))
        let lines = TopTable(columns: [names, state] + columns).lines(width: width)
        return [TopLine(text: "")]
            + lines.enumerated().map { index, text in
                let isBad = index > 0 && Self.isBad(servers[index - 1])
                return TopLine(text: text, style: index == 0 ? .head : isBad ? .bad : .plain)
            }
    }

    private func webhookColumns(_ servers: [TopServer]) -> [TopTable.Column] {
        shared(servers)
            + [.init(head: "SHED/S", rank: 8, cells: servers.map { TopNumber.rate($0.shed) }), dropped(servers)]
    }

    private func controllerColumns(_ servers: [TopServer]) -> [TopTable.Column] {
        [.init(head: "LEADER", rank: 2, isNumber: false, cells: servers.map { Self.truth($0.isLeader) })]
            + shared(servers)
            + [
                .init(head: "JOINING", rank: 7, cells: servers.map { TopNumber.count($0.joining) }),
                .init(head: "NOTICES", rank: 9, cells: servers.map { TopNumber.count($0.notices) }), dropped(servers),
            ]
    }

    private func shared(_ servers: [TopServer]) -> [TopTable.Column] {
        [
            .init(head: "CHAIN AGE", rank: 3, cells: servers.map { TopNumber.seconds($0.chainAge) }),
            .init(head: "NODES", rank: 6, cells: servers.map(Self.nodes)),
            .init(head: "ANSWERS/S", rank: 4, cells: servers.map { TopNumber.rate($0.rate) }),
            .init(head: "P50", rank: 7, cells: servers.map { TopNumber.seconds($0.median) }),
            .init(head: "P99", rank: 5, cells: servers.map { TopNumber.seconds($0.slow) }),
        ]
    }

    private func dropped(_ servers: [TopServer]) -> TopTable.Column {
        .init(head: "DROPPED", rank: 10, cells: servers.map { TopNumber.count($0.dropped) })
    }

    private static func state(_ server: TopServer) -> String {
        if let silence = server.silence { return TextWriter.visible(silence) }
        if server.hasHole == true { return "an event is missing" }
        switch server.isReady {
        case true?: return server.isComplete == false ? "ready, copying the chain" : "ready"
        case false?: return "not ready"
        case nil: return "up"
        }
    }

    private static func isBad(_ server: TopServer) -> Bool {
        server.silence != nil || server.hasHole == true || server.isReady == false
            || server.chainAge ?? 0 > oldAge || server.dropped ?? 0 > 0
    }

    private static func nodes(_ server: TopServer) -> String {
        guard let asked = server.nodesAsked, let nodes = server.nodes else { return "-" }
        return "\(asked)/\(nodes)"
    }

    private static func truth(_ truth: Bool?) -> String { truth.map { $0 ? "yes" : "no" } ?? "-" }

    /// An address' beginning and end.
    private static func short(_ address: String) -> String {
        address.count > 16 ? "\(address.prefix(8))…\(address.suffix(6))" : address
    }
}
