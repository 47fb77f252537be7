// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Telemetry

/// How far a request is, as this controller knows it; the chain alone says where it stands.
enum RequestStage: Hashable, Sendable {
    /// Nobody works on it, for this reason.
    case waiting(RequestWait)
    /// A worker was proposed to the chain.
    case assigning(Address)
    /// A worker has it, and something is to be done.
    case assigned
    /// It is being carried out.
    case applying
    /// It is done or cannot be done, and the chain is to be told.
    case ending(RequestEnd, isSent: Bool)
    /// The chain has said something else than was thought, and is asked.
    case asking
    /// The chain was told, and has taken it.
    case ended
}

/// Why nobody works on a request; closed.
enum RequestWait: String, Hashable, Sendable, CaseIterable, MetricLabel {
    /// It has only just come, or its time to be tried again has not.
    case turn
    /// An older request of the same submitter for the same object comes first.
    case order
    /// No worker is fit that has room.
    case worker
    /// The copy of the chain is too old to say what the submitter's stake is worth.
    case chain
}

/// What became of a request.
enum RequestEnd: Hashable, Sendable {
    case done(String)
    case failed(RequestFailure)

    /// What is written on chain.
    var text: String {
        switch self {
        case .done(let words): ResultText.fit(words)
        case .failed(let failure): ResultText.fit("\(failure.code.rawValue): \(failure.sentence)")
        }
    }

    var isDone: Bool {
        guard case .done = self else { return false }
        return true
    }
}
