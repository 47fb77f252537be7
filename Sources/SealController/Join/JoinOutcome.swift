// SPDX-License-Identifier: Apache-2.0
internal import WorkerProtocol

/// What became of a join.
enum JoinOutcome: Sendable {
    /// The machine may join with this.
    case joined(JoinReply)
    /// It may not.
    case refused(JoinRefusal)
}
