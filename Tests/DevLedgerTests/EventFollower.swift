// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import DevLedger

/// What somebody knows who has seen nothing but the events.
struct EventFollower: Equatable {
    private(set) var params: [Address: ClusterParams] = [:]
    private(set) var accounts: [Address: [Address: StakeAccount]] = [:]
    private(set) var seals: [Address: [SealKey: Seal]] = [:]
    private(set) var workers: [Address: [Address: WorkerEntry]] = [:]
    private(set) var requests: [Address: [UInt64: KubernetesRequest]] = [:]
    private(set) var enclaves: [Address: [[UInt8]: EnclaveEntry]] = [:]
    private(set) var proposals: [Address: [UInt64: SlashingProposal]] = [:]
    private(set) var roots: [Address: [UInt64: AuditRoot]] = [:]
    private(set) var names: Set<String> = []
    /// The last number of each object, by its cluster and module, or by the worker.
    private var numbers: [String: UInt64] = [:]

    mutating func follow(_ event: ContractEvent) throws {
        let (module, name) = event.type
        names.insert(name)
        #expect(try ContractEvent(module: module, name: name, contents: event.bcs) == event)
        if let number = event.number {
            var object = "\(event.cluster) \(module)"
            if case .heartbeatRecorded(let heartbeat) = event { object = "\(heartbeat.worker)" }
            #expect(number == numbers[object, default: 0] + 1, "\(name) of \(object)")
            numbers[object] = number
        }
        let cluster = event.cluster
        switch event {
        case .paramsChanged(let event): params[cluster] = event.params
        case .stakeChanged(let event): accounts[cluster, default: [:]][event.owner] = event.account
        case .sealChanged(let event): seals[cluster, default: [:]][event.key] = event.seal
        case .workerChanged(let event): workers[cluster, default: [:]][event.owner] = event.worker
        case .requestChanged(let event): requests[cluster, default: [:]][event.requestID] = event.request
        case .enclaveChanged(let event): enclaves[cluster, default: [:]][event.enclave.signingKey] = event.enclave
        case .proposalChanged(let event): proposals[cluster, default: [:]][event.proposalID] = event.proposal
        case .voteCast(let event): proposals[cluster, default: [:]][event.proposalID] = event.proposal
        case .anchored(let event): roots[cluster, default: [:]][event.sequence] = event.root
        case .capChanged, .fundsChanged, .rewardClaimed, .heartbeatRecorded, .measurementsChanged, .stateCommitted,
            .clusterCreated:
            break
        }
    }

    /// Whether the tables of a cluster on a chain say the same.
    func agrees(with chain: Chain, about cluster: ClusterCreated) -> Bool {
        let id = cluster.cluster
        return params[id] == chain.pools[id]?.params && accounts[id] ?? [:] == chain.pools[id]?.stakes.entries
            && seals[id] ?? [:] == chain.sealRegistries[cluster.sealRegistry]?.seals.entries
            && workers[id] ?? [:] == chain.workerRegistries[cluster.workerRegistry]?.workers.entries
            && requests[id] ?? [:] == chain.schedulers[cluster.scheduler]?.requests.entries
            && enclaves[id] ?? [:] == chain.enclaveRegistries[cluster.enclaveRegistry]?.enclaves.entries
            && proposals[id] ?? [:] == chain.governances[cluster.governance]?.proposals.entries
            && roots[id] ?? [:] == chain.anchors[cluster.auditAnchor]?.roots.entries
    }
}

extension ContractEvent {
    /// The event's number in what it is about; the creation of a cluster has none.
    fileprivate var number: UInt64? {
        switch self {
        case .anchored(let event): event.number
        case .clusterCreated: nil
        case .measurementsChanged(let event): event.number
        case .enclaveChanged(let event): event.number
        case .stateCommitted(let event): event.number
        case .proposalChanged(let event): event.number
        case .voteCast(let event): event.number
        case .requestChanged(let event): event.number
        case .sealChanged(let event): event.number
        case .stakeChanged(let event): event.number
        case .paramsChanged(let event): event.number
        case .capChanged(let event): event.number
        case .fundsChanged(let event): event.number
        case .rewardClaimed(let event): event.number
        case .workerChanged(let event): event.number
        case .heartbeatRecorded(let event): event.number
        }
    }
}
