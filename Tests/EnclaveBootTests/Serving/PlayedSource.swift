// SPDX-License-Identifier: Apache-2.0
import Attestation
import NSM

@testable import EnclaveBoot

/// Documents of a security module that the test plays, through the module's real thread and queue.
struct PlayedSource: AttestationSource {
    let module: SecurityModule

    var isLost: Bool { module.isLost }

    func attest(nonce: [UInt8]?, _ completion: @escaping @Sendable (Result<[UInt8], AttestationFailure>) -> Void) {
        let request = NSMRequest.attest(
            userData: ServingWorld.commitment.userData, nonce: nonce, publicKey: ServingWorld.recipientKey)
        module.submit(request) { result in
            switch result {
            case .success(.attest(let document)): completion(.success(document))
            case .success: completion(.failure(.refused))
            case .failure(let error):
                completion(.failure(error.code == .busy ? .busy : error.code == .lost ? .lost : .refused))
            }
        }
    }
}
