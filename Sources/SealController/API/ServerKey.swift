// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel

/// The key that the public listener shows in TLS, by which challenges are bound to it.
final class ServerKey: Sendable {
    /// More than any certificate chain needs.
    static let limit = 1 << 20

    private let path: String
    private let digest = Locked<Bytes32?>(nil)

    /// Reads the listener's certificate for the first time.
    init(certificateFile path: String) {
        self.path = path
        reload()
    }

    /// SHA-256 of its SubjectPublicKeyInfo; `nil` until a certificate could be read.
    var value: Bytes32? { digest.withLock { $0 } }

    /// Reads the file anew, after the listener has taken it over; what cannot be read changes nothing.
    func reload() {
        guard let contents = try? FileContents.read(path, limit: Self.limit),
            let certificate = PEMCertificate(contents.bytes)
        else { return }
        digest.withLock { $0 = certificate.keyDigest }
    }
}
