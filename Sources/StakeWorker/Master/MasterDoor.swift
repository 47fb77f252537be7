// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import WorkerProtocol

/// The one way to the master; nothing secret is said over it before the master was verified.
protocol MasterDoor: Sendable {
    /// Finds out who answers, by a challenge that nobody has seen before, and keeps to the key that was shown; blocks.
    func verify() throws(WorkerFailure) -> VerifiedMaster
    /// Says whether who was verified still is what it must be; blocks.
    func check() throws(WorkerFailure)
    /// A nonce to sign.
    func challenge(_ request: ChallengeRequest) throws(WorkerFailure) -> Challenge
    /// Asks to join.
    func join(_ request: JoinRequest, token: String) throws(WorkerFailure) -> JoinReply
    /// Says how the machine is.
    func heartbeat(_ heartbeat: Heartbeat, token: String) throws(WorkerFailure) -> HeartbeatReply
}

/// A master that was found to be what it must be.
struct VerifiedMaster: Hashable, Sendable {
    /// Where it is.
    var url: String
    /// SHA-256 of the SubjectPublicKeyInfo of its TLS key.
    var serverKey: Bytes32
    /// Whether an enclave proved it; else an authority that the staker has named vouches for it.
    var isAttested: Bool
}
