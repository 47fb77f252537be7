// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `worker_registry`.
extension ClusterCalls {
    /// Asks to be a worker, with the X25519 key that join material is sealed to; `stake` is put down first where it is given.
    public func registerWorker(node: String, joinKey: [UInt8], stake: UInt64? = nil) -> Program {
        call("worker_registry", stake == nil ? "register_worker" : "stake_and_register_worker") { builder in
            let registry = workers(&builder, writes: true)
            let pool = pool(&builder, writes: stake != nil)
            let coin = stake.map { [builder.coin($0)] } ?? []
            return [registry, pool] + coin + [builder.text(node), builder.bytes(joinKey), builder.clock()]
        }
    }

    /// Another key that join material is sealed to.
    public func setJoinRequest(joinKey: [UInt8]) -> Program {
        call("worker_registry", "set_join_request") { builder in
            [workers(&builder, writes: true), builder.bytes(joinKey)]
        }
    }

    /// The worker leaves.
    public func retireWorker() -> Program {
        call("worker_registry", "retire_worker") { [workers(&$0, writes: true)] }
    }

    /// How the worker is; `version` is the one at which its object was shared.
    public func heartbeat(
        worker: Address, version: UInt64, cpuPercent: UInt8, memoryPercent: UInt8, pods: UInt32
    ) -> Program {
        call("worker_registry", "heartbeat") { builder in
            [
                builder.shared(worker, initialVersion: version, writes: true), builder.pure { $0.uint8(cpuPercent) },
                builder.pure { $0.uint8(memoryPercent) }, builder.pure { $0.integer(pods) }, builder.clock(),
            ]
        }
    }

    /// Lets a worker work under a name that nobody had before.
    public func activateWorker(_ owner: Address, nodeName: String, cap: ObjectReference) -> Program {
        activateWorkers([WorkerActivation(owner, nodeName: nodeName)], cap: cap)
    }

    /// Lets many workers work, in this order, all or none; at most ``ProgramBuilder/maximumCommands``.
    public func activateWorkers(_ workers: [WorkerActivation], cap: ObjectReference) -> Program {
        var builder = ProgramBuilder()
        for worker in workers {
            let arguments = operation(worker.owner, worker.nodeName, cap, &builder)
            builder.call(package, "worker_registry", "activate_worker", arguments)
        }
        return builder.program
    }

    /// Takes a worker out of service.
    public func suspendWorker(_ owner: Address, reason: String, cap: ObjectReference) -> Program {
        call("worker_registry", "suspend_worker") { operation(owner, reason, cap, &$0) }
    }

    /// Slashes a worker's owner, and takes it out of service.
    public func slashWorker(
        _ owner: Address, fraction: UInt64, evidence: [UInt8], reason: String, cap: ObjectReference
    ) -> Program {
        call("worker_registry", "slash_worker") { builder in
            [
                workers(&builder, writes: true), pool(&builder, writes: true), builder.owned(cap),
                builder.address(owner), builder.number(fraction), builder.bytes(evidence), builder.text(reason),
            ]
        }
    }

    /// What both take: the registry, the pool and the capability are one input each, however often they are named.
    private func operation(
        _ owner: Address, _ text: String, _ cap: ObjectReference, _ builder: inout ProgramBuilder
    ) -> [Argument] {
        [
            workers(&builder, writes: true), pool(&builder, writes: false), builder.owned(cap), builder.address(owner),
            builder.text(text),
        ]
    }

    private func workers(_ builder: inout ProgramBuilder, writes: Bool) -> Argument {
        shared(ids.workerRegistry, &builder, writes: writes)
    }
}
