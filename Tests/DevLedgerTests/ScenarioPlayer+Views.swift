// SPDX-License-Identifier: Apache-2.0
import Bytes
import SuiLedger
import TestSupport
import Testing

@testable import DevLedger

extension ScenarioPlayer {
    /// Looks at something: it is what the table says, or else what the events said last.
    func view(_ name: String, _ step: Tree, _ place: String) throws {
        do {
            let seen = try look(name, step)
            #expect(step["abort"] == .null, "\(place): should have been refused")
            if step["equals"] != .null {
                let expected = try normal(step["equals"])
                #expect(seen.tree == expected, "\(place): \(seen.tree)")
            } else {
                let last = try #require(seen.entry.flatMap { entries[$0] }, "\(place)")
                #expect(seen.bcs == last.bcs, "\(place)")
            }
        } catch let abort as Abort {
            #expect(abort.description == step["abort"].text, "\(place)")
        }
    }

    private struct Seen {
        var tree: Tree = .null
        var entry: String?
        var bcs: [UInt8] = []

        init(_ number: some BinaryInteger) { tree = .number("\(number)") }
        init(_ bool: Bool) { tree = .bool(bool) }
        init(_ list: [Tree]) { tree = .list(list) }
        init(_ bytes: [UInt8]) { tree = .text(Tree.hex(bytes)) }
        init(_ value: some BCSCodable, _ entry: String) {
            bcs = value.bcs
            self.entry = entry
        }
    }

    private func look(_ name: String, _ step: Tree) throws -> Seen {
        let arguments = step["args"]
        func at(_ field: String) -> ClusterCreated {
            clusters[(step["objects"][field].integer ?? step["in"].integer ?? 1) - 1]
        }
        func owner() throws -> Address { try address(arguments["owner"]) }
        func number(_ field: String) throws -> UInt64 { UInt64(try #require(arguments[field].integer)) }
        let pool = try #require(chain.pools[at("pool").cluster])
        let id = pool.id
        let registry = at("registry")
        switch name {
        case "staking::tier": return Seen(try pool.tier(try owner()))
        case "staking::vault_value": return Seen(pool.vault)
        case "staking::slashed_value": return Seen(pool.slashed)
        case "staking::pot_value": return Seen(pool.rewards.pot)
        case "staking::has_account": return Seen(try pool.hasAccount(try owner()))
        case "staking::is_node_staked": return Seen(try pool.isNodeStaked(try owner()))
        case "staking::is_evidence_used": return Seen(try pool.isEvidenceUsed(try bytes(arguments["evidence"])))
        case "staking::get_stake_power": return Seen(try pool.stakePower(try owner(), now: chain.milliseconds))
        case "staking::account":
            let owner = try owner()
            return Seen(try pool.account(owner), "\(id) account \(owner)")
        case "staking::params": return Seen(pool.params, "\(id) params")
        case "seal::has_seal", "seal::seal", "seal::is_live", "seal::keys_of":
            let seals = try #require(chain.sealRegistries[registry.sealRegistry])
            if name == "seal::keys_of" { return Seen(try seals.keys(of: try owner()).map { .text($0.description) }) }
            let key = try key(arguments["key"])
            if name == "seal::has_seal" { return Seen(try seals.hasSeal(key)) }
            if name == "seal::is_live" { return Seen(try seals.isLive(key, pool, chain.epoch)) }
            return Seen(try #require(seals.seals[key]), "\(registry.cluster) seal \(key)")
        case "worker_registry::get_worker_info", "worker_registry::is_worker_active",
            "worker_registry::get_active_worker_count":
            let workers = try #require(chain.workerRegistries[registry.workerRegistry])
            if name == "worker_registry::get_active_worker_count" { return Seen(workers.active) }
            let owner = try owner()
            if name == "worker_registry::is_worker_active" { return Seen(try workers.isActive(owner)) }
            return Seen(try workers.entry(owner), "\(registry.cluster) worker \(owner)")
        case "worker_registry::get_performance_score", "worker_registry::get_performance_history":
            let owner = try address(arguments["worker"])
            let worker = try #require(workers["\(id) \(owner)"].flatMap { chain.workers[$0] })
            try worker.checkVersion()
            return name == "worker_registry::get_performance_score"
                ? Seen(worker.score) : Seen(worker.history.map(Tree.init))
        case "k8s_scheduler::get_active_request_count", "k8s_scheduler::get_worker_workload",
            "k8s_scheduler::get_request_status", "k8s_scheduler::get_request":
            let scheduler = try #require(chain.schedulers[at("scheduler").scheduler])
            if name == "k8s_scheduler::get_active_request_count" { return Seen(try scheduler.activeCount()) }
            if name == "k8s_scheduler::get_worker_workload" {
                return Seen(try scheduler.workload(try address(arguments["worker"])))
            }
            let number = try number("request_id")
            let request = try scheduler.request(number)
            return name == "k8s_scheduler::get_request_status"
                ? Seen(request.status) : Seen(request, "\(scheduler.cluster) request \(number)")
        case "governance::get_proposal", "governance::get_proposal_status":
            let governance = try #require(chain.governances[at("governance").governance])
            let number = try number("proposal_id")
            let proposal = try governance.proposal(number)
            return name == "governance::get_proposal_status"
                ? Seen(proposal.status) : Seen(proposal, "\(governance.cluster) proposal \(number)")
        case "audit_anchor::get_seq", "audit_anchor::get_root":
            let anchor = try #require(chain.anchors[at("audit").auditAnchor])
            try anchor.checkVersion()
            return name == "audit_anchor::get_seq"
                ? Seen(anchor.sequence) : Seen([Tree(try anchor.root(try number("seq")))])
        default: return try lookAtEnclaves(name, step, at("registry"), pool)
        }
    }

    private func lookAtEnclaves(_ name: String, _ step: Tree, _ cluster: ClusterCreated, _ pool: Pool) throws -> Seen {
        let registry = try #require(chain.enclaveRegistries[cluster.enclaveRegistry])
        try registry.checkVersion()
        let arguments = step["args"]
        switch name {
        case "enclave_registry::get_config_version": return Seen(registry.configVersion)
        case "enclave_registry::get_state_seq": return Seen(registry.stateSequence)
        case "enclave_registry::get_state_root": return Seen(registry.stateRoot)
        case "enclave_registry::is_current_enclave":
            return Seen(registry.isCurrent(try bytes(arguments["signing_key"])))
        case "enclave_registry::get_enclave":
            let key = try bytes(arguments["signing_key"])
            return Seen(try registry.enclave(key), "\(registry.cluster) enclave \(key)")
        case "enclave_registry::get_nautilus_info_for_worker":
            let by = try address(step["by"])
            let number = step["objects"]["seals"].integer ?? step["in"].integer ?? 1
            let seals = try #require(chain.sealRegistries[clusters[number - 1].sealRegistry])
            let handle = try #require(chain.handles[try token(arguments["token"], by)])
            let info = try registry.info(pool, seals, handle, chain.epoch)
            let numberTree = Tree.number("\(info.enclaveClass)")
            return Seen([.text(info.endpoint), .text(Tree.hex(info.signingKey)), numberTree])
        default:
            Issue.record("no view \(name)")
            return Seen(0)
        }
    }

    /// Keys and bytes in the table, in the form in which they are seen.
    private func normal(_ tree: Tree) throws -> Tree {
        switch tree {
        case .text(let text) where text.hasPrefix("$key:") || text.contains("*"):
            return .text(Tree.hex(try bytes(tree)))
        case .text(let text) where text.hasPrefix("0x"): return .text(try key(tree).description)
        case .list(let list): return .list(try list.map(normal))
        case .object(let members) where members["hash"] != nil: return .list([.object(try members.mapValues(normal))])
        default: return tree
        }
    }
}

extension Tree {
    static func hex(_ bytes: [UInt8]) -> String { Hex.encode(bytes) }

    init(_ performance: WorkerPerformance) {
        self = .object([
            "at_ms": .number("\(performance.atMilliseconds)"), "cpu_percent": .number("\(performance.cpuPercent)"),
            "memory_percent": .number("\(performance.memoryPercent)"), "pods": .number("\(performance.pods)"),
            "score": .number("\(performance.score)"),
        ])
    }

    init(_ root: AuditRoot) {
        self = .object([
            "size": .number("\(root.size)"), "hash": .text(Tree.hex(root.hash)),
            "at_ms": .number("\(root.atMilliseconds)"),
        ])
    }
}
