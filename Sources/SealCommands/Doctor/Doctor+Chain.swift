// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

// What the chain has to say: nodes, clock, stake, seals.
extension Doctor {
    /// The cluster file, if there is one that names a cluster.
    mutating func examineClusterFile() -> Session? {
        let (invocation, info) = (invocation, info)
        let session = look("cluster file") { () throws(CommandFailure) in
            let session = try Session(invocation)
            let cluster = try session.ids().cluster
            if let told = info.cluster, told != cluster {
                throw CommandFailure(
                    "it describes cluster \(cluster), and the kubeconfig means \(told): name the right one with --cluster-file",
                    .configuration)
            }
            return session
        }
        if let session { note("cluster file", .ok, session.path) }
        return session
    }

    /// Each node for itself: one that fails is hidden by the others as long as they do not.
    mutating func examineNodes(_ session: Session) -> Bool {
        var latest: UInt64?
        for (endpoint, answer) in session.askEach(EpochQuestion()) {
            let name = "node \(TextWriter.visible(endpoint.url))"
            switch answer {
            case .success(let answer):
                note(name, .ok, "epoch \(answer.value.number), checkpoint \(answer.freshness?.checkpoint ?? 0)")
                if let time = answer.freshness?.timestamp { latest = max(latest ?? 0, time) }
            case .failure(let error): note(name, .failed, CommandFailure(error).message)
            }
        }
        let hosts = Set(session.endpoints.map { Self.host($0.url) })
        note(
            "independent nodes", hosts.count > 1 ? .ok : .warning,
            hosts.count > 1
                ? "\(hosts.count) hosts" : "1: servers want two for admin and super; name one more in the cluster file")
        examineClock(session, latest)
        return latest != nil
    }

    private static func host(_ url: String) -> Substring {
        let rest = url.drop { $0 != "/" }.drop { $0 == "/" }
        return rest.prefix { $0 != "/" && $0 != ":" }
    }

    private mutating func examineClock(_ session: Session, _ latest: UInt64?) {
        guard let latest else { return note("clock", .skipped, "no node was reached") }
        guard !session.file.chain.isLocalLedger else {
            return note("clock", .skipped, "a local ledger has a clock of its own")
        }
        findings.append(Self.clock(invocation.console.now(), chain: latest))
    }

    /// Tokens say when they were made, and servers allow for as much as this.
    static func clock(_ now: WallTime, chain milliseconds: UInt64) -> Finding {
        let difference = now.nanoseconds / 1_000_000 - Int64(clamping: milliseconds)
        let seconds = abs(difference) / 1000
        let allowed = TokenClaims.skew.components.seconds
        guard seconds <= allowed else {
            let way = difference > 0 ? "ahead of" : "behind"
            let says = "\(seconds) s \(way) the chain's, and \(allowed) are allowed: set the clock, by NTP if possible"
            return Finding(check: "clock", state: .failed, says: says)
        }
        return Finding(check: "clock", state: .ok, says: "\(seconds) s from the chain's")
    }

    /// What the stake makes of the account.
    mutating func examineAccount(_ session: Session) {
        guard let address else {
            for check in ["stake", "tier", "seals"] { note(check, .skipped, "no key was found") }
            return
        }
        guard let standing = look("stake", { () throws(CommandFailure) in try AccountStanding(of: address, session) })
        else { return }
        switch standing.state {
        case "active":
            note(
                "stake", .ok,
                "\(Mist.write(standing.account?.amount ?? 0)), generation \(standing.account?.generation ?? 0)")
        case "slashed": note("stake", .failed, "slashed: `sealctl restake AMOUNT` comes back, and old seals stay dead")
        case "unbonding": note("stake", .failed, "unbonding: `sealctl stake AMOUNT` stakes again")
        default: note("stake", .failed, "there is none: `sealctl stake 0.5SUI` makes a viewer")
        }
        switch standing.tier {
        case "none":
            let least = standing.thresholds.map { Mist.write($0.viewer) } ?? "0.5 SUI"
            note("tier", .failed, "none: a viewer has \(least) of active stake at least")
        case "unknown":
            note("tier", .warning, "the nodes have forgotten the cluster's thresholds: ask one that keeps events")
        default: note("tier", .ok, standing.tier)
        }
        guard let rows = look("seals", { () throws(CommandFailure) in try SealCommands.rows(of: address, session) })
        else { return }
        let states = rows.compactMap { row -> String? in if case .text(let state)? = row["state"] { state } else { nil }
        }
        let counts = Set(states).sorted().map { state in "\(states.filter { $0 == state }.count) \(state)" }
        note("seals", .ok, counts.isEmpty ? "none, and signed tokens need none" : counts.joined(separator: ", "))
    }
}
