// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Where an open request stands, for a metric; closed.
enum RequestState: String, Sendable, CaseIterable, MetricLabel {
    case waiting
    /// It waits for an older request of the same submitter for the same object.
    case ordered
    /// It waits for a worker.
    case unplaced
    /// It waits for the copy of the chain.
    case unjudged
    case assigning
    case assigned
    case applying
    case ending

    init(_ stage: RequestStage) {
        switch stage {
        case .waiting(.turn), .asking: self = .waiting
        case .waiting(.order): self = .ordered
        case .waiting(.worker): self = .unplaced
        case .waiting(.chain): self = .unjudged
        case .assigning: self = .assigning
        case .assigned: self = .assigned
        case .applying: self = .applying
        case .ending, .ended: self = .ending
        }
    }
}
