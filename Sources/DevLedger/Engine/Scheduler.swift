// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Kubernetes requests: the contracts' `k8s_scheduler`.
struct Scheduler {
    private static let module = "k8s_scheduler"

    enum Status: UInt8 {
        case pending = 1
        case assigned = 2
        case completed = 3
        case failed = 4
        case cancelled = 5
    }

    /// What is asked for.
    struct Draft {
        var method: UInt8
        var resource: String
        var namespace: String
        var name: String
        var manifest: String
        var uri: String
        var contentHash: [UInt8]
        var priority: UInt8
    }

    let cluster: Address
    var version: UInt64 = 1
    let requests = Table<UInt64, KubernetesRequest>()
    let open = Table<Address, UInt64>()
    let workloads = Table<Address, UInt64>()
    var submitted: UInt64 = 0
    var pending: UInt64 = 0
    var assigned: UInt64 = 0
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    mutating func submit(
        _ draft: Draft, _ pool: Pool, _ seals: SealRegistry, _ handle: SealHandle, _ context: inout CallContext
    ) throws(Abort) -> UInt64 {
        let submitter = context.sender
        try check(pool)
        try require(handle.cluster == cluster, Self.module, "EWrongCluster")
        guard try seals.isLive(handle.key, pool, context.epoch), let seal = seals.seals[handle.key],
            seal.kind == SealRegistry.Kind.user.rawValue
        else { throw Abort(Self.module, "ESealNotLive") }
        try require(draft.isValid, Self.module, "EInvalidRequest")
        try require(try pool.tier(submitter) >= draft.requiredTier, Self.module, "ETierTooLow")
        let isPermitted = seal.permissions.isEmpty || draft.isPermitted(by: seal.permissions)
        try require(isPermitted, Self.module, "ENotPermitted")
        let isInside = seal.namespaces.isEmpty || seal.namespaces.contains(draft.namespace)
        try require(isInside, Self.module, "ENotPermitted")
        let count = open[submitter] ?? 0
        try require(count < 32, Self.module, "ETooManyRequests")
        open[submitter] = count + 1
        submitted += 1
        pending += 1
        let request = KubernetesRequest(
            submitter: submitter, sealID: seal.sealID, method: draft.method, resource: draft.resource,
            namespace: draft.namespace, name: draft.name, manifest: draft.manifest, uri: draft.uri,
            contentHash: draft.contentHash, priority: draft.priority, status: Status.pending.rawValue, worker: nil,
            result: "", submittedMilliseconds: context.milliseconds, assignedMilliseconds: 0, finishedMilliseconds: 0,
            sequence: 0, ext: [])
        changed(submitted, request, &context)
        return submitted
    }

    mutating func cancel(_ id: UInt64, _ context: inout CallContext) throws(Abort) {
        let request = try request(id)
        try require(request.submitter == context.sender, Self.module, "ENotSubmitter")
        try require(request.isAny(of: .pending), Self.module, "EInvalidTransition")
        finish(id, request, .cancelled, "", &context)
    }

    mutating func assign(
        _ id: UInt64, to worker: Address, _ workers: WorkerRegistry, _ pool: Pool, _ cap: Capability,
        _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try workers.checkVersion()
        try require(workers.cluster == cluster, Self.module, "EWrongCluster")
        let isStaked = try pool.isNodeStaked(worker)
        try require(try workers.isActive(worker) && isStaked, Self.module, "EWorkerNotEligible")
        var request = try request(id)
        let load = workloads[worker] ?? 0
        try require(load < 16, Self.module, "EWorkerBusy")
        try require(request.isAny(of: .pending), Self.module, "EInvalidTransition")
        request.status = Status.assigned.rawValue
        request.worker = worker
        request.assignedMilliseconds = context.milliseconds
        workloads[worker] = load + 1
        pending -= 1
        assigned += 1
        changed(id, request, &context)
    }

    /// Ends a request that was carried out, or that cannot be.
    mutating func end(
        _ id: UInt64, _ status: Status, result: String, _ pool: Pool, _ cap: Capability,
        _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try require(Names.isText(result, max: 256), Self.module, "EInvalidRequest")
        let request = try request(id)
        let isRight = request.isAny(of: .assigned) || (status == .failed && request.isAny(of: .pending))
        try require(isRight, Self.module, "EInvalidTransition")
        finish(id, request, status, result, &context)
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    // MARK: Views

    func request(_ id: UInt64) throws(Abort) -> KubernetesRequest {
        try checkVersion()
        guard let request = requests[id] else { throw Abort(Self.module, "ENotFound") }
        return request
    }

    func activeCount() throws(Abort) -> UInt64 {
        try checkVersion()
        return pending + assigned
    }

    func workload(_ worker: Address) throws(Abort) -> UInt64 {
        try checkVersion()
        return workloads[worker] ?? 0
    }

    // MARK: Inside

    private func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    private func check(_ pool: Pool) throws(Abort) {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
    }

    private mutating func finish(
        _ id: UInt64, _ request: KubernetesRequest, _ status: Status, _ result: String, _ context: inout CallContext
    ) {
        if let worker = request.worker {
            assigned -= 1
            workloads[worker] = (workloads[worker] ?? 1) - 1
        } else {
            pending -= 1
        }
        open[request.submitter] = (open[request.submitter] ?? 1) - 1
        var request = request
        request.status = status.rawValue
        request.result = result
        request.finishedMilliseconds = context.milliseconds
        changed(id, request, &context)
    }

    private mutating func changed(_ id: UInt64, _ request: KubernetesRequest, _ context: inout CallContext) {
        number += 1
        var request = request
        request.sequence = number
        requests[id] = request
        let event = RequestChanged(cluster: cluster, number: number, requestID: id, request: request)
        context.emit(.requestChanged(event))
    }
}

extension KubernetesRequest {
    func isAny(of statuses: Scheduler.Status...) -> Bool { statuses.contains { $0.rawValue == status } }
}

extension Scheduler.Draft {
    fileprivate var isValid: Bool {
        let isNamed =
            (1...4).contains(method) && Names.isResource(resource)
            && (namespace.isEmpty || Names.isLabel(namespace)) && Names.isObjectName(name)
        guard isNamed, Names.isText(manifest, max: 8192), (1...10).contains(priority) else { return false }
        guard !uri.isEmpty else { return contentHash.isEmpty && (method == 2 || !manifest.isEmpty) }
        return Names.isEndpoint(uri) && contentHash.count == 32 && manifest.isEmpty
    }

    fileprivate var requiredTier: UInt8 {
        namespace.isEmpty ? 3 : Names.isSystemNamespace(namespace) ? 4 : 2
    }

    fileprivate func isPermitted(by permissions: [String]) -> Bool {
        var subjects = [resource, "*"]
        if !namespace.isEmpty { subjects += subjects.map { "\(namespace)/\($0)" } }
        return subjects.contains { permissions.contains("\($0):write") || permissions.contains("\($0):*") }
    }
}
