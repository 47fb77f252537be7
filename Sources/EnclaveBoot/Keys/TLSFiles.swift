// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
public import PKI

/// Certificate and key of the enclave as files in memory, where those who serve TLS read them: this process, and the programs that are
/// their owner.
///
/// A certificate is renewed after half of its life, under the same key; there is no moment in which a file is half of one.
public struct TLSFiles: Sendable {
    /// Why they could not be written: one sentence for a log.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public let description: String
    }

    /// The certificate in PEM.
    public let certificatePath: String
    /// The key in PEM, for its owner alone.
    public let keyPath: String
    private let settings: BootConfiguration.Certificate
    private let names: [SubjectName]
    private let owner: NewFile.Owner?

    /// Names the files; nothing is written.
    public init(_ configuration: BootConfiguration) {
        settings = configuration.certificate
        names = configuration.names
        owner = configuration.tlsOwner
        certificatePath = "\(settings.folder)/tls.crt"
        keyPath = "\(settings.folder)/tls.key"
    }

    /// Writes the key, and a certificate that holds from now on; gives the moment in which to write the next.
    ///
    /// The key goes first: it is the same at every renewal, so that certificate and key always belong together.
    public func write(_ key: borrowing TLSKey, now: WallTime) throws(Failure) -> WallTime {
        let certificate: SelfSignedCertificate
        let secret: Secret
        do throws(CryptoError) {
            certificate = try SelfSignedCertificate(key, names: names, now: now, lifetime: settings.lifetime)
            secret = try key.pem()
        } catch {
            throw Failure(description: error.description)
        }
        do throws(FileError) {
            try Folder.make(for: keyPath, letsPass: true)
            try secret.withBytes { bytes throws(FileError) in try replace(keyPath, bytes) }
            try replace(certificatePath, certificate.pem.span)
        } catch {
            throw Failure(description: error.description)
        }
        return Self.renewal(notAfter: certificate.validity.notAfter, now: now)
    }

    private func replace(_ path: String, _ bytes: Span<UInt8>) throws(FileError) {
        let file = try NewFile(replacing: path)
        try file.write(bytes)
        if let owner { try file.give(to: owner) }
        try file.finish()
    }

    /// Half of the life that is left.
    static func renewal(notAfter: WallTime, now: WallTime) -> WallTime {
        WallTime(nanoseconds: now.nanoseconds + max(0, notAfter.nanoseconds - now.nanoseconds) / 2)
    }
}
