// SPDX-License-Identifier: Apache-2.0

/// The contracts' views that are answered; closed.
enum ViewFunction: String, CaseIterable, Sendable {
    case verifyMinimumStake = "verify_minimum_stake"
    case calculateStakePower = "calculate_stake_power"
    case isStakeSufficientForRole = "is_stake_sufficient_for_role"
    case getWorkerInfo = "get_worker_info"
    case getActiveRequestCount = "get_active_request_count"
    case getWorkerWorkload = "get_worker_workload"
    case getRequestStatus = "get_request_status"
    case getPerformanceHistory = "get_performance_history"
    case getNautilusInfoForWorker = "get_nautilus_info_for_worker"

    /// All names, for whoever asked for another.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}
