// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Crypto

/// How a COSE signature was made; by the curves that images are signed with.
enum COSEAlgorithm: Int64 {
    case es256 = -7
    case es384 = -35
    case es512 = -36

    /// How long each of the signature's two numbers is.
    var width: Int {
        switch self {
        case .es256: 32
        case .es384: 48
        case .es512: 66
        }
    }

    /// The bits of the curve's field.
    fileprivate var bits: CInt {
        switch self {
        case .es256: 256
        case .es384: 384
        case .es512: 521
        }
    }

    fileprivate var digest: OpaquePointer? {
        switch self {
        case .es256: unsafe EVP_sha256()
        case .es384: unsafe EVP_sha384()
        case .es512: unsafe EVP_sha512()
        }
    }
}

/// The certificate that an image was signed with: its key, and nothing else of it, is looked at.
///
/// Who trusts it says so by its digest, which is PCR8.
@safe
struct ImageCertificate: ~Copyable {
    private let handle: CertificateHandle

    /// Reads DER; `nil` for what is none, or would be written otherwise.
    init?(_ der: [UInt8]) {
        guard let handle = CertificateHandle(der), handle.der == der else { return nil }
        self.handle = handle
    }

    /// Whether the certificate's key made a signature of two numbers over a message.
    func hasSigned(_ message: Span<UInt8>, _ signature: [UInt8], _ algorithm: COSEAlgorithm) -> Bool {
        guard signature.count == 2 * algorithm.width, let key = unsafe X509_get0_pubkey(handle.raw),
            unsafe EVP_PKEY_is_a(key, "EC") == 1, unsafe EVP_PKEY_get_bits(key) == algorithm.bits,
            let context = unsafe EVP_MD_CTX_new()
        else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        let half = signature.count / 2
        let der = DocumentSignature.sequence(signature[..<half], signature[half...])
        let isValid = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_DigestVerifyInit(context, nil, algorithm.digest, nil, key) == 1
                && EVP_DigestVerify(context, der, der.count, message.baseAddress, message.count) == 1
        }
        // A refusal leaves its reason on this thread's stack, where the next caller would take it for its own.
        if !isValid { ERR_clear_error() }
        return isValid
    }
}
