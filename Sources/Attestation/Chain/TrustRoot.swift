// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Whose word counts: the root of a partition, pinned by the SHA-256 of its certificate.
///
/// A document brings its root along; that it is the pinned one is found by this digest, and by nothing that the root says.
public enum TrustRoot: Hashable, Sendable {
    /// The commercial partition of AWS: `aws.nitro-enclaves`.
    case aws
    /// The partition of the United States' government: `aws-us-gov.nitro-enclaves`.
    case awsGovCloud
    /// Another: of a partition that is not known here, or of a simulator, which proves nothing.
    case only(sha256OfDER: Bytes32)

    /// SHA-256 of the root's DER, in hexadecimal.
    public var fingerprint: String {
        switch self {
        case .aws: "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b"
        case .awsGovCloud: "20bcd30a3e168ea03789e1c45912bc123c4de3c977b8a6e1c125c7929d668b3b"
        case .only(let digest): digest.hex
        }
    }

    /// Whether it is a root of AWS, and not one that somebody has named.
    public var isOfAWS: Bool {
        switch self {
        case .aws, .awsGovCloud: true
        case .only(let digest): [Self.aws, .awsGovCloud].contains { $0.fingerprint == digest.hex }
        }
    }

    /// Whether this is the certificate.
    func isPinned(_ certificate: [UInt8]) throws(AttestationRefusal) -> Bool {
        try Digest.sha256(certificate).hex == fingerprint
    }
}
