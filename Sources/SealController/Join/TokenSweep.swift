// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Which join tokens have served their purpose.
enum TokenSweep {
    /// How long after its end a token is left to the cluster's own cleaner.
    static let patience = Duration.seconds(60)

    /// Whether a token is to be ended now; `node` is the Node that it was made for, if there is one.
    ///
    /// It is when its machine has come: the Node was made, or became ready, since the token was. A Node that was there before says
    /// nothing, as its machine may be about to come anew.
    static func isDone(_ token: TokenSecret, node: NodeSight?, now: WallTime) -> Bool {
        // One whose end cannot be read would stay for ever.
        guard let expires = token.expires else { return true }
        if now.nanoseconds >= expires.nanoseconds &+ Int64(patience.wholeNanoseconds) { return true }
        guard let node else { return false }
        // The apiserver tells whole seconds.
        return node.created >= token.created || node.ready.map { $0 >= token.created } ?? false
    }
}
