// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `worker_registry`.
    func callWorkers(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let id = try arguments.object()
        switch name {
        case "worker_registry::register_worker", "worker_registry::stake_and_register_worker":
            let pool = try arguments.object()
            let payment = name == "worker_registry::register_worker" ? nil : try arguments.coin()
            let nodeID = try arguments.string()
            let joinKey = try arguments.bytes()
            try arguments.clock()
            try arguments.finish()
            if let payment {
                try modify(\.pools, pool) { pool throws(Abort) in
                    try pool.stakeForNode(payment, nodeID: nodeID, &context)
                }
            }
            try register(id, pool, nodeID, joinKey, &context)
        case "worker_registry::set_join_request":
            let joinKey = try arguments.bytes()
            try arguments.finish()
            try modify(\.workerRegistries, id) { registry throws(Abort) in
                try registry.setJoinRequest(joinKey, &context)
            }
        case "worker_registry::retire_worker":
            try arguments.finish()
            try modify(\.workerRegistries, id) { registry throws(Abort) in try registry.retire(&context) }
        case "worker_registry::heartbeat":
            let cpu = try arguments.uint8()
            let memory = try arguments.uint8()
            let pods = try arguments.uint32()
            try arguments.clock()
            try arguments.finish()
            try modifyWorker(id) { worker throws(Abort) in
                try worker.beat(cpu: cpu, memory: memory, pods: pods, &context)
            }
        case "worker_registry::migrate_worker":
            try arguments.finish()
            try modifyWorker(id) { worker throws(Abort) in try worker.migrate() }
        default: try callWorkerOfficers(name, id, &arguments, &context)
        }
        return []
    }

    /// Those that a capability allows.
    private func callWorkerOfficers(
        _ name: String, _ id: Address, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) {
        let poolID = try arguments.object()
        var pool = try object(\.pools, poolID)
        let capID = try arguments.object()
        switch name {
        case "worker_registry::activate_worker", "worker_registry::suspend_worker":
            let cap = try capability(capID, .operator, context)
            let owner = try arguments.address()
            let text = try arguments.string()
            try arguments.finish()
            try modify(\.workerRegistries, id) { registry throws(Abort) in
                if name == "worker_registry::activate_worker" {
                    try registry.activate(pool, cap, owner: owner, nodeName: text, &context)
                } else {
                    try registry.suspend(pool, cap, owner: owner, reason: text, &context)
                }
            }
        case "worker_registry::update_score":
            let cap = try capability(capID, .operator, context)
            guard let worker = workers[try arguments.object()] else { throw .argument(3) }
            try arguments.finish()
            let registry = try object(\.workerRegistries, id)
            try Self.checked { () throws(Abort) in try registry.updateScore(&pool, cap, worker, &context) }
            pools[poolID] = pool
        case "worker_registry::slash_worker":
            let cap = try capability(capID, .slasher, context)
            let owner = try arguments.address()
            let fraction = try arguments.uint64()
            let evidence = try arguments.bytes()
            let reason = try arguments.string()
            try arguments.finish()
            try modify(\.workerRegistries, id) { registry throws(Abort) in
                try registry.slash(
                    &pool, cap, owner: owner, fraction: fraction, evidence: evidence, reason: reason, &context)
            }
            pools[poolID] = pool
        case "worker_registry::migrate":
            let cap = try capability(capID, .admin, context)
            try arguments.finish()
            try modify(\.workerRegistries, id) { registry throws(Abort) in try registry.migrate(pool, cap) }
        default: throw .noFunction
        }
    }

    private func register(
        _ id: Address, _ pool: Address, _ nodeID: String, _ joinKey: [UInt8], _ context: inout CallContext
    ) throws(CallFailure) {
        let pool = try object(\.pools, pool)
        let worker = try modify(\.workerRegistries, id) { registry throws(Abort) in
            try registry.register(pool, nodeID: nodeID, joinKey: joinKey, &context)
        }
        if let worker { workers[worker.id] = worker }
    }

    private func modifyWorker(
        _ id: Address, _ body: (inout Worker) throws(Abort) -> Void
    ) throws(CallFailure) {
        guard var worker = workers[id] else { throw .argument(0) }
        try Self.checked { () throws(Abort) in try body(&worker) }
        workers[id] = worker
    }
}
