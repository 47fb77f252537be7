// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// What became of a join, in the words of the public API.
enum JoinAnswer: Sendable {
    /// The machine may join with this.
    case joined(JoinReply)
    /// It may not; `label` is for the audit.
    case refused(ProblemCode, sentence: StaticString, label: String)
}

/// Whoever lets machines join, as the public API sees them.
protocol JoinDoor: Sendable {
    /// A nonce for whoever asks; `nil` where none can be made.
    func challenge(_ request: ChallengeRequest, serverKey: Bytes32, now: WallTime) -> Challenge?

    /// Lets a machine of `owner` join, who has shown a worker's seal; calls back once, from any thread.
    func join(
        _ request: JoinRequest, owner: Address, now: WallTime, completion: @escaping @Sendable (JoinAnswer) -> Void)
}
