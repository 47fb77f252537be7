// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Kernel

/// What a listener's files held at one look.
struct CertificateFiles {
    let files: TLSContext.Files
    /// What tells this content of the paths from the next.
    let seen: [FileSignature?]
    /// What was read may be older than what is there now, although its times say the same.
    let isAmbiguous: Bool
    /// SHA-256 of all of it: whether a look found anything new, without keeping the key a second time.
    let fingerprint: [UInt8]

    /// A certificate chain or a key longer than this is not one.
    private static let sizeLimit = 1 << 20

    /// Reads them all.
    init(_ settings: TLSSettings, now: WallTime) throws(TLSFailure) {
        let certificate = try Self.read(settings.certificateFile, "the certificate file cannot be read")
        let key = try Self.read(settings.privateKeyFile, "the private key file cannot be read")
        var all = [certificate, key]
        switch settings.clientAuthentication {
        case .off: break
        case .optional(let file, _), .required(let file, _):
            all.append(try Self.read(file, "the client CA file cannot be read"))
        }
        files = TLSContext.Files(
            certificate: certificate.bytes, privateKey: key.bytes, clientCA: all.count > 2 ? all[2].bytes : nil)
        seen = all.map { $0.status.signature }
        isAmbiguous = all.contains { $0.status.signature.isAmbiguous(readAt: now) }
        fingerprint = all.flatMap { Self.digest($0.bytes) }
    }

    /// What the paths hold now, without reading them.
    static func signatures(_ settings: TLSSettings) -> [FileSignature?] {
        settings.files.map { path in
            do throws(SystemError) { return try FileStatus.of(path).signature } catch { return nil }
        }
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest: [UInt8] = .init(repeating: 0, count: 32)
        // Without a digest nothing ever looks unchanged: the files are loaded once too often, not once too rarely.
        guard unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else { return [] }
        return digest
    }

    private static func read(_ path: String, _ detail: StaticString) throws(TLSFailure) -> FileContents {
        do throws(FileError) {
            return try FileContents.read(path, limit: sizeLimit)
        } catch {
            throw TLSFailure(.unreadable, detail)
        }
    }
}
