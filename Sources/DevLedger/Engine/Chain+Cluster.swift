// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `cluster`.
    func callCluster(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        switch name {
        case "cluster::create_cluster":
            try arguments.finish()
            createCluster(&context)
        case "cluster::stake_and_mint_seal":
            let pool = try arguments.object()
            let registry = try arguments.object()
            let payment = try arguments.coin()
            let mint = try self.mint(&arguments)
            try arguments.clock()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in try pool.stake(payment, &context) }
            try mintSeal(mint, registry, pool, &context)
        default: throw .noFunction
        }
        return []
    }

    /// The functions of `tiers` and `params` that make what `staking::set_params` takes.
    func callParams(_ name: String, _ arguments: inout CallArguments) throws(CallFailure) -> [CallValue] {
        switch name {
        case "tiers::new_thresholds":
            let thresholds = TierThresholds(
                viewer: try arguments.uint64(), developer: try arguments.uint64(), admin: try arguments.uint64(),
                superuser: try arguments.uint64())
            try arguments.finish()
            try Self.checked { () throws(Abort) in try Tiers.check(thresholds) }
            return [.thresholds(thresholds)]
        case "params::new_params":
            let params = ClusterParams(
                thresholds: try arguments.thresholds(), workerMinimum: try arguments.uint64(),
                unbondingEpochs: try arguments.uint64(), votingMilliseconds: try arguments.uint64(),
                appealMilliseconds: try arguments.uint64(), proposalBond: try arguments.uint64(),
                slashFraction: try arguments.uint64(), slasherEpochLimit: try arguments.uint64(),
                sealEpochs: try arguments.uint64())
            try arguments.finish()
            try Self.checked { () throws(Abort) in try Tiers.check(params) }
            return [.params(params)]
        default: throw .noFunction
        }
    }

    static func checked<Result>(_ body: () throws(Abort) -> Result) throws(CallFailure) -> Result {
        do throws(Abort) { return try body() } catch { throw .abort(error) }
    }

    private func createCluster(_ context: inout CallContext) {
        let id = context.nextID()
        let admin = Capability(id: context.nextID(), kind: .admin, cluster: id, holder: context.sender)
        caps[admin.id] = admin
        pools[id] = Pool(id: id, admin: admin.id, &context)
        let seals = context.nextID()
        sealRegistries[seals] = SealRegistry(cluster: id)
        let workers = context.nextID()
        workerRegistries[workers] = WorkerRegistry(cluster: id)
        let scheduler = context.nextID()
        schedulers[scheduler] = Scheduler(cluster: id)
        let enclaves = context.nextID()
        enclaveRegistries[enclaves] = EnclaveRegistry(cluster: id)
        let governance = context.nextID()
        governances[governance] = Governance(cluster: id)
        let audit = context.nextID()
        anchors[audit] = AuditAnchor(cluster: id)
        let event = ClusterCreated(
            cluster: id, creator: context.sender, stakes: context.nextID(), sealRegistry: seals,
            seals: context.nextID(), workerRegistry: workers, scheduler: scheduler, enclaveRegistry: enclaves,
            governance: governance, auditAnchor: audit)
        context.emit(.clusterCreated(event))
    }
}
