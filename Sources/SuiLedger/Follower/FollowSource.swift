// SPDX-License-Identifier: Apache-2.0

/// Where events come from, the best first.
public enum FollowSource: String, Hashable, Sendable, CaseIterable {
    /// A stream of events that the node has chosen.
    case events
    /// A stream of whole checkpoints, of which we choose the events.
    case checkpoints
    /// Lists, asked for again and again.
    case polling

    /// What is tried where a node does not serve this.
    var next: FollowSource? {
        switch self {
        case .events: .checkpoints
        case .checkpoints: .polling
        case .polling: nil
        }
    }
}
