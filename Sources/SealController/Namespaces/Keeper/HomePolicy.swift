// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PolicyFile
internal import SealAuthN
internal import StakeRBAC
internal import Telemetry

/// The policy by which homes are made and tiers are told of: what is built in, or the file by which the webhook-server decides.
///
/// A file that has become a bad one leaves the last good policy in force.
final class HomePolicy: Sendable {
    private struct State {
        var version: String
        var floors: TierFloors
        var problem: String?
    }

    private let path: String?
    private let log: Log
    private let state: Locked<State>
    /// What was in force at the start.
    let first: Policy

    /// Reads the file for the first time; without a good one nothing starts.
    init(path: String?, log: Log) throws(ConfigurationError) {
        self.path = path
        self.log = log
        first = try path.map { path throws(ConfigurationError) in try PolicyFile.read(path).policy } ?? Policy()
        state = Locked(State(version: first.version, floors: first.floors))
    }

    /// What tiers cost at least, in MIST, by what is in force.
    var floors: TierFloors { state.withLock { $0.floors } }

    /// The policy, if it is not the one that was given last.
    func changed() -> Policy? {
        guard let path else { return nil }
        do throws(ConfigurationError) {
            let policy = try PolicyFile.read(path).policy
            let isNew = state.withLock { state in
                defer { (state.version, state.floors, state.problem) = (policy.version, policy.floors, nil) }
                return state.version != policy.version
            }
            guard isNew else { return nil }
            log.info("the policy of the home namespaces has changed", [.text("version", policy.version)])
            return policy
        } catch {
            let problem = error.description
            let isNew = state.withLock { state in
                defer { state.problem = problem }
                return state.problem != problem
            }
            if isNew { log.error("policy refused, the old one stays", [.text("problem", problem)]) }
            return nil
        }
    }
}
