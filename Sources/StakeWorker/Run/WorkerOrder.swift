// SPDX-License-Identifier: Apache-2.0

/// What a staker has the running worker do, over its own API.
enum WorkerOrder: Hashable, Sendable {
    /// Locks this much for the node, on top of what there is.
    case stake(UInt64)
    /// Asks to be a worker.
    case register
    /// Takes this much out of use; `nil` for all.
    case unstake(UInt64?)
}
