// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import NSM

/// Documents of this enclave: what they hold beside the nonce was decided when it booted.
struct OwnAttestation: AttestationSource {
    private let module: SecurityModule
    private let userData: [UInt8]
    private let publicKey: [UInt8]

    init(_ module: SecurityModule, _ keys: EnclaveKeys, _ commitment: EnclaveCommitment) {
        self.module = module
        userData = commitment.userData
        publicKey = keys.recipient.publicKey.bytes
    }

    var isLost: Bool { module.isLost }

    func attest(nonce: [UInt8]?, _ completion: @escaping @Sendable (Result<[UInt8], AttestationFailure>) -> Void) {
        module.submit(.attest(userData: userData, nonce: nonce, publicKey: publicKey)) { result in
            switch result {
            case .success(.attest(let document)): completion(.success(document))
            case .success: completion(.failure(.refused))
            case .failure(.busy): completion(.failure(.busy))
            case .failure(.lost): completion(.failure(.lost))
            case .failure: completion(.failure(.refused))
            }
        }
    }
}
