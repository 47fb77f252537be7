// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Kernel
public import NSM

/// An enclave that knows and has proved who it is.
public struct BootedEnclave: Sendable {
    /// What the image says.
    public let configuration: BootConfiguration
    /// The security module.
    public let module: SecurityModule
    /// The keys.
    public let keys: EnclaveKeys
    /// What the keys are committed by, in PCR 16 and in every document.
    public let commitment: EnclaveCommitment
    /// Its own document, as our own verifier saw it.
    public let identity: AttestedEnclave
    /// When the TLS certificate is to be renewed.
    public let renewal: WallTime?
    /// The steps without which it went on.
    public let degraded: [String]

    /// What makes its documents.
    public var attestations: any AttestationSource { OwnAttestation(module, keys, commitment) }

    /// Which image runs, as others have to verify it; `nil` in debug mode, where nobody should.
    public var policy: PCRPolicy? {
        guard let pcr0 = identity.pcrs[0], let pcr1 = identity.pcrs[1], let pcr2 = identity.pcrs[2] else { return nil }
        return PCRPolicy(pcr0: pcr0, pcr1: pcr1, pcr2: pcr2)
    }
}
