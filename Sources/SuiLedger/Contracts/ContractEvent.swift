// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What the contracts say happened.
public enum ContractEvent: Hashable, Sendable {
    case anchored(Anchored)
    case clusterCreated(ClusterCreated)
    case measurementsChanged(MeasurementsChanged)
    case enclaveChanged(EnclaveChanged)
    case stateCommitted(StateCommitted)
    case proposalChanged(ProposalChanged)
    case voteCast(VoteCast)
    case requestChanged(RequestChanged)
    case sealChanged(SealChanged)
    case stakeChanged(StakeChanged)
    case paramsChanged(ParamsChanged)
    case capChanged(CapChanged)
    case fundsChanged(FundsChanged)
    case rewardClaimed(RewardClaimed)
    case workerChanged(WorkerChanged)
    case heartbeatRecorded(HeartbeatRecorded)

    /// Reads an event of our package; `nil` where it is of a type that this version does not know.
    public init?(module: String, name: String, contents: [UInt8]) throws(BCSError) {
        switch "\(module)::\(name)" {
        case "audit_anchor::Anchored": self = .anchored(try Anchored(bcs: contents))
        case "cluster::ClusterCreated": self = .clusterCreated(try ClusterCreated(bcs: contents))
        case "enclave_registry::MeasurementsChanged":
            self = .measurementsChanged(try MeasurementsChanged(bcs: contents))
        case "enclave_registry::EnclaveChanged": self = .enclaveChanged(try EnclaveChanged(bcs: contents))
        case "enclave_registry::StateCommitted": self = .stateCommitted(try StateCommitted(bcs: contents))
        case "governance::ProposalChanged": self = .proposalChanged(try ProposalChanged(bcs: contents))
        case "governance::VoteCast": self = .voteCast(try VoteCast(bcs: contents))
        case "k8s_scheduler::RequestChanged": self = .requestChanged(try RequestChanged(bcs: contents))
        case "seal::SealChanged": self = .sealChanged(try SealChanged(bcs: contents))
        case "staking::StakeChanged": self = .stakeChanged(try StakeChanged(bcs: contents))
        case "staking::ParamsChanged": self = .paramsChanged(try ParamsChanged(bcs: contents))
        case "staking::CapChanged": self = .capChanged(try CapChanged(bcs: contents))
        case "staking::FundsChanged": self = .fundsChanged(try FundsChanged(bcs: contents))
        case "staking::RewardClaimed": self = .rewardClaimed(try RewardClaimed(bcs: contents))
        case "worker_registry::WorkerChanged": self = .workerChanged(try WorkerChanged(bcs: contents))
        case "worker_registry::HeartbeatRecorded": self = .heartbeatRecorded(try HeartbeatRecorded(bcs: contents))
        default: return nil
        }
    }

    /// The event's type: module and name.
    public var type: (module: String, name: String) {
        switch self {
        case .anchored: ("audit_anchor", "Anchored")
        case .clusterCreated: ("cluster", "ClusterCreated")
        case .measurementsChanged: ("enclave_registry", "MeasurementsChanged")
        case .enclaveChanged: ("enclave_registry", "EnclaveChanged")
        case .stateCommitted: ("enclave_registry", "StateCommitted")
        case .proposalChanged: ("governance", "ProposalChanged")
        case .voteCast: ("governance", "VoteCast")
        case .requestChanged: ("k8s_scheduler", "RequestChanged")
        case .sealChanged: ("seal", "SealChanged")
        case .stakeChanged: ("staking", "StakeChanged")
        case .paramsChanged: ("staking", "ParamsChanged")
        case .capChanged: ("staking", "CapChanged")
        case .fundsChanged: ("staking", "FundsChanged")
        case .rewardClaimed: ("staking", "RewardClaimed")
        case .workerChanged: ("worker_registry", "WorkerChanged")
        case .heartbeatRecorded: ("worker_registry", "HeartbeatRecorded")
        }
    }

    /// The event's fields, in BCS.
    public var bcs: [UInt8] {
        switch self {
        case .anchored(let event): event.bcs
        case .clusterCreated(let event): event.bcs
        case .measurementsChanged(let event): event.bcs
        case .enclaveChanged(let event): event.bcs
        case .stateCommitted(let event): event.bcs
        case .proposalChanged(let event): event.bcs
        case .voteCast(let event): event.bcs
        case .requestChanged(let event): event.bcs
        case .sealChanged(let event): event.bcs
        case .stakeChanged(let event): event.bcs
        case .paramsChanged(let event): event.bcs
        case .capChanged(let event): event.bcs
        case .fundsChanged(let event): event.bcs
        case .rewardClaimed(let event): event.bcs
        case .workerChanged(let event): event.bcs
        case .heartbeatRecorded(let event): event.bcs
        }
    }

    /// The cluster that it is about.
    public var cluster: Address {
        switch self {
        case .anchored(let event): event.cluster
        case .clusterCreated(let event): event.cluster
        case .measurementsChanged(let event): event.cluster
        case .enclaveChanged(let event): event.cluster
        case .stateCommitted(let event): event.cluster
        case .proposalChanged(let event): event.cluster
        case .voteCast(let event): event.cluster
        case .requestChanged(let event): event.cluster
        case .sealChanged(let event): event.cluster
        case .stakeChanged(let event): event.cluster
        case .paramsChanged(let event): event.cluster
        case .capChanged(let event): event.cluster
        case .fundsChanged(let event): event.cluster
        case .rewardClaimed(let event): event.cluster
        case .workerChanged(let event): event.cluster
        case .heartbeatRecorded(let event): event.cluster
        }
    }
}
