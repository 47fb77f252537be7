// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `k8s_scheduler`.
extension ClusterCalls {
    /// Puts requests up, in this order, all or none; `handle` is that of a live seal.
    public func submitRequests(_ drafts: [RequestDraft], handle: ObjectReference) -> Program {
        var builder = ProgramBuilder()
        for draft in drafts {
            let arguments = [
                scheduler(&builder), pool(&builder, writes: false), shared(ids.sealRegistry, &builder, writes: false),
                builder.owned(handle), builder.pure { $0.uint8(draft.method.rawValue) }, builder.text(draft.resource),
                builder.text(draft.namespace), builder.text(draft.name), builder.text(draft.manifest),
                builder.text(draft.uri), builder.bytes(draft.contentHash), builder.pure { $0.uint8(draft.priority) },
                builder.clock(),
            ]
            builder.call(package, "k8s_scheduler", "submit_k8s_request", arguments)
        }
        return builder.program
    }

    /// Puts one request up.
    public func submitRequest(_ draft: RequestDraft, handle: ObjectReference) -> Program {
        submitRequests([draft], handle: handle)
    }

    /// Takes a request back that nobody works on.
    public func cancelRequest(_ request: UInt64) -> Program {
        call("k8s_scheduler", "cancel_request") { builder in
            [scheduler(&builder), builder.number(request), builder.clock()]
        }
    }

    /// Gives a request to a worker.
    public func assignWorker(_ request: UInt64, worker: Address, cap: ObjectReference) -> Program {
        call("k8s_scheduler", "assign_worker") { builder in
            [
                scheduler(&builder), shared(ids.workerRegistry, &builder, writes: false), pool(&builder, writes: false),
                builder.owned(cap), builder.number(request), builder.address(worker), builder.clock(),
            ]
        }
    }

    /// Ends a request, done or not.
    public func finishRequest(_ request: UInt64, isDone: Bool, result: String, cap: ObjectReference) -> Program {
        call("k8s_scheduler", isDone ? "complete_request" : "fail_request") { builder in
            [
                scheduler(&builder), pool(&builder, writes: false), builder.owned(cap), builder.number(request),
                builder.text(result), builder.clock(),
            ]
        }
    }

    /// Assigns and ends many requests, in this order, all or none; at most ``ProgramBuilder/maximumCommands``.
    public func carryOn(_ steps: [RequestStep], cap: ObjectReference) -> Program {
        var builder = ProgramBuilder()
        for step in steps {
            // Shared objects, the capability and the clock are one input each, however often they are named.
            let scheduler = scheduler(&builder)
            switch step {
            case .assign(let request, let worker):
                let arguments = [
                    scheduler, shared(ids.workerRegistry, &builder, writes: false), pool(&builder, writes: false),
                    builder.owned(cap), builder.number(request), builder.address(worker), builder.clock(),
                ]
                builder.call(package, "k8s_scheduler", "assign_worker", arguments)
            case .finish(let request, let isDone, let result):
                let arguments = [
                    scheduler, pool(&builder, writes: false), builder.owned(cap), builder.number(request),
                    builder.text(result), builder.clock(),
                ]
                builder.call(package, "k8s_scheduler", isDone ? "complete_request" : "fail_request", arguments)
            }
        }
        return builder.program
    }

    private func scheduler(_ builder: inout ProgramBuilder) -> Argument {
        shared(ids.scheduler, &builder, writes: true)
    }
}
