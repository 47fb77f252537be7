// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import WorkerProtocol

/// Why something that a staker asked for was not done.
struct WorkerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of reason; closed, so that it can be a metric's label and a test can reach each.
    enum Code: String, Sendable, CaseIterable {
        /// The settings do not allow it.
        case configuration
        /// A file of ours cannot be read or written.
        case file
        /// The wallet cannot be opened.
        case wallet
        /// The account holds too little.
        case funds
        /// No node of the chain gave an answer that counts.
        case chainUnavailable = "chain_unavailable"
        /// The contracts refuse.
        case chainRefused = "chain_refused"
        /// What was sent may have been carried out, or not.
        case outcomeUnknown = "outcome_unknown"
        /// The stake or the worker stands so that it cannot be.
        case standing
        /// The master does not answer.
        case masterUnavailable = "master_unavailable"
        /// Who answers is not the master that it must be.
        case masterUntrusted = "master_untrusted"
        /// The master refuses.
        case masterRefused = "master_refused"
        /// The master's answer is none.
        case masterMalformed = "master_malformed"
        /// The agent's unit does not do what it is told.
        case agent
        /// Somebody else is at it.
        case busy
        /// We are at fault.
        case software
    }

    /// What kind of reason.
    let code: Code
    /// One sentence for the staker; no secret, and no byte that a peer chose.
    let description: String
    /// What the master calls it, where it is the master that refused.
    let problem: ProblemCode?

    /// Names a reason.
    init(_ code: Code, _ description: String, problem: ProblemCode? = nil) {
        self.code = code
        self.description = description
        self.problem = problem
    }

    /// What a command ends with.
    var exit: ExitCode {
        switch code {
        case .configuration: .configuration
        case .file: .inputOutput
        case .wallet: .noInput
        case .funds, .chainRefused, .standing, .masterRefused, .masterUntrusted: .refused
        case .chainUnavailable, .masterUnavailable, .agent: .unavailable
        case .outcomeUnknown, .busy: .temporary
        case .masterMalformed, .software: .software
        }
    }
}
