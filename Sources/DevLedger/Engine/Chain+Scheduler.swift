// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `k8s_scheduler`.
    func callScheduler(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let id = try arguments.object()
        switch name {
        case "k8s_scheduler::submit_k8s_request": return [result(try submit(id, &arguments, &context))]
        case "k8s_scheduler::cancel_request":
            let request = try arguments.uint64()
            try arguments.clock()
            try arguments.finish()
            try modify(\.schedulers, id) { scheduler throws(Abort) in try scheduler.cancel(request, &context) }
        case "k8s_scheduler::assign_worker":
            let workers = try object(\.workerRegistries, try arguments.object())
            let pool = try object(\.pools, try arguments.object())
            let cap = try capability(try arguments.object(), .operator, context)
            let request = try arguments.uint64()
            let worker = try arguments.address()
            try arguments.clock()
            try arguments.finish()
            try modify(\.schedulers, id) { scheduler throws(Abort) in
                try scheduler.assign(request, to: worker, workers, pool, cap, &context)
            }
        case "k8s_scheduler::complete_request", "k8s_scheduler::fail_request":
            let pool = try object(\.pools, try arguments.object())
            let cap = try capability(try arguments.object(), .operator, context)
            let request = try arguments.uint64()
            let text = try arguments.string()
            try arguments.clock()
            try arguments.finish()
            let status: Scheduler.Status = name == "k8s_scheduler::complete_request" ? .completed : .failed
            try modify(\.schedulers, id) { scheduler throws(Abort) in
                try scheduler.end(request, status, result: text, pool, cap, &context)
            }
        case "k8s_scheduler::migrate":
            let pool = try object(\.pools, try arguments.object())
            let cap = try capability(try arguments.object(), .admin, context)
            try arguments.finish()
            try modify(\.schedulers, id) { scheduler throws(Abort) in try scheduler.migrate(pool, cap) }
        default: throw .noFunction
        }
        return []
    }

    private func submit(
        _ id: Address, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> UInt64 {
        let pool = try object(\.pools, try arguments.object())
        let seals = try object(\.sealRegistries, try arguments.object())
        let handle = try handle(try arguments.object(), context)
        let draft = Scheduler.Draft(
            method: try arguments.uint8(), resource: try arguments.string(), namespace: try arguments.string(),
            name: try arguments.string(), manifest: try arguments.string(), uri: try arguments.string(),
            contentHash: try arguments.bytes(), priority: try arguments.uint8())
        try arguments.clock()
        try arguments.finish()
        return try modify(\.schedulers, id) { scheduler throws(Abort) in
            try scheduler.submit(draft, pool, seals, handle, &context)
        }
    }
}
