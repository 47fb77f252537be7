// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Kernel
internal import NSM

/// What the steps so far have found out, for those after them.
struct BootProgress: Sendable {
    let configuration: BootConfiguration
    var module: SecurityModule?
    var description: NSMDescription?
    /// What the image was measured to: registers 0, 1 and 2.
    var image: [[UInt8]] = []
    var keys: EnclaveKeys?
    var commitment: EnclaveCommitment?
    var identity: AttestedEnclave?
    /// The next moment in which the certificate is renewed.
    var renewal: WallTime?
    /// The steps without which it went on.
    var degraded: [String] = []

    init(_ configuration: BootConfiguration) { self.configuration = configuration }

    /// Whether its measurements say nothing, and its memory can be read.
    var isDebug: Bool { image.contains { $0.allSatisfy { $0 == 0 } } }

    /// The enclave as far as it has come; what is missing is a step that was left out.
    func enclave() throws(BootFailure) -> BootedEnclave {
        guard let module, let keys, let commitment, let identity else {
            throw BootFailure("a step before this one was left out", isRepeatable: false)
        }
        return BootedEnclave(
            configuration: configuration, module: module, keys: keys, commitment: commitment, identity: identity,
            renewal: renewal, degraded: degraded)
    }

    /// The security module, once it is open.
    func openModule() throws(BootFailure) -> SecurityModule {
        guard let module else { throw BootFailure("the security module is not open", isRepeatable: false) }
        return module
    }

    /// The keys and what they are committed by, once they are made.
    func madeKeys() throws(BootFailure) -> (keys: EnclaveKeys, commitment: EnclaveCommitment) {
        guard let keys, let commitment else { throw BootFailure("there are no keys", isRepeatable: false) }
        return (keys, commitment)
    }
}
