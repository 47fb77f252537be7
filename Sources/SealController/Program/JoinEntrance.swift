// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// Joins as the public API sees them.
struct JoinEntrance: JoinDoor {
    let cluster: Address
    let challenges: ChallengeBook
    let service: JoinService

    func challenge(_ request: ChallengeRequest, serverKey: Bytes32, now: WallTime) -> Challenge? {
        try? challenges.issue(request, cluster: cluster, serverKey: serverKey, now: now)
    }

    func join(
        _ request: JoinRequest, owner: Address, now: WallTime, completion: @escaping @Sendable (JoinAnswer) -> Void
    ) {
        service.join(request, owner: owner, now: now) { outcome in
            switch outcome {
            case .joined(let reply): completion(.joined(reply))
            case .refused(let refusal):
                completion(.refused(refusal.code, sentence: refusal.sentence, label: refusal.label))
            }
        }
    }
}
