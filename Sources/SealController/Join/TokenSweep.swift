// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Which join tokens have served their purpose.
enum TokenSweep {
    /// How long after its end a token is left to the cluster's own cleaner.
    static let patience = Duration.seconds(60)
    /// From which age of a token on a loss counts: a copy of the chain that is believed is ten seconds old at most, so that it has then seen
    /// the activation or the stake that the token was given for.
    static let doubt = Duration.seconds(15)

    /// Whether a token is to be ended now; `node` is the Node that it was made for, if there is one, `verdict` what the chain says of it.
    ///
    /// It is when its machine has come: the Node was made, or became ready, since the token was. A Node that was there before says
    /// nothing, as its machine may be about to come anew. It is, too, when the stake behind it is lost: a Node that came and was
    /// taken away in between is not there to be seen.
    static func isDone(_ token: TokenSecret, node: NodeSight?, verdict: NodeVerdict, now: WallTime) -> Bool {
        // One whose end cannot be read would stay for ever.
        guard let expires = token.expires else { return true }
        if now.nanoseconds >= expires.nanoseconds &+ Int64(patience.wholeNanoseconds) { return true }
        if case .lost = verdict, now.nanoseconds >= token.created.nanoseconds &+ Int64(doubt.wholeNanoseconds) {
            return true
        }
        guard let node else { return false }
        // The apiserver tells whole seconds.
        return node.created >= token.created || node.ready.map { $0 >= token.created } ?? false
    }
}
