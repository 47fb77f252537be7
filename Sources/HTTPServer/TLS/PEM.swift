// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

/// Certificates and keys out of PEM text.
enum PEM {
    /// The first certificate of `text`.
    static func leaf(_ text: [UInt8]) throws(TLSFailure) -> CertificateHandle {
        let memory = try open(text)
        guard let raw = unsafe PEM_read_bio_X509(memory.raw, nil, nil, nil) else {
            ERR_clear_error()
            throw TLSFailure(.noCertificate, "the certificate file holds no certificate in PEM")
        }
        return unsafe CertificateHandle(owning: raw)
    }

    /// All certificates of `text` after the first `skipped`.
    static func certificates(_ text: [UInt8], skipping skipped: Int) throws(TLSFailure) -> CertificatesHandle {
        let memory = try open(text)
        guard let stack = unsafe shim_X509_stack_new() else { throw TLSFailure(.library, "out of memory") }
        let certificates = unsafe CertificatesHandle(owning: stack)
        var index = 0
        while let raw = unsafe PEM_read_bio_X509(memory.raw, nil, nil, nil) {
            index += 1
            if index <= skipped {
                unsafe X509_free(raw)
            } else if unsafe shim_X509_stack_push(certificates.raw, raw) == 0 {
                unsafe X509_free(raw)
                throw TLSFailure(.library, "out of memory")
            }
        }
        // The loop ends with "no start line": the end of the file. Anything else is a damaged certificate.
        let reason = CInt(truncatingIfNeeded: ERR_peek_last_error() & 0x7F_FFFF)
        ERR_clear_error()
        guard reason == PEM_R_NO_START_LINE else {
            throw TLSFailure(.noCertificate, "a certificate in the file is damaged")
        }
        return certificates
    }

    /// The private key in `text`; a pass phrase is never asked for.
    static func privateKey(_ text: [UInt8]) throws(TLSFailure) -> KeyHandle {
        let memory = try open(text)
        var isEncrypted = false
        let raw = unsafe withUnsafeMutablePointer(to: &isEncrypted) { isEncrypted in
            // Called only for an encrypted key. Without it OpenSSL would ask the terminal.
            unsafe PEM_read_bio_PrivateKey(
                memory.raw, nil,
                { _, _, _, argument in
                    unsafe argument?.assumingMemoryBound(to: Bool.self).pointee = true
                    return -1
                }, isEncrypted)
        }
        ERR_clear_error()
        guard let raw = unsafe raw else {
            if isEncrypted { throw TLSFailure(.encryptedKey, "the private key is encrypted; give one that is not") }
            throw TLSFailure(.noPrivateKey, "the key file holds no private key in PEM")
        }
        return unsafe KeyHandle(owning: raw)
    }

    private static func open(_ text: [UInt8]) throws(TLSFailure) -> MemoryHandle {
        ERR_clear_error()
        guard let raw = unsafe BIO_new(BIO_s_mem()) else { throw TLSFailure(.library, "out of memory") }
        let memory = unsafe MemoryHandle(owning: raw)
        let written = unsafe text.withUnsafeBufferPointer {
            unsafe BIO_write(memory.raw, $0.baseAddress, CInt(clamping: $0.count))
        }
        guard Int(written) == text.count || text.isEmpty else { throw TLSFailure(.library, "out of memory") }
        return memory
    }
}
