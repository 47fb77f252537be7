// SPDX-License-Identifier: Apache-2.0

/// What a simulator cannot do; none of it depends on what it is asked.
public enum SimulatorError: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// OpenSSL makes no key.
    case key
    /// OpenSSL makes no certificate of a plan: a plan may be one that there can be no certificate of.
    case certificate
    /// OpenSSL does not sign.
    case signature
    /// OpenSSL offers no digest.
    case digest
    /// The kernel gives no random bytes.
    case randomness

    /// One sentence for a log.
    public var description: String {
        switch self {
        case .key: "OpenSSL makes no key of this kind"
        case .certificate: "OpenSSL makes no certificate of this plan"
        case .signature: "OpenSSL does not sign with this key"
        case .digest: "OpenSSL offers no SHA-2"
        case .randomness: "the kernel gives no random bytes"
        }
    }
}
