// SPDX-License-Identifier: Apache-2.0

/// What can be asked of a security module.
public enum NSMRequest: Hashable, Sendable {
    /// What it is, and which registers are locked.
    case describe
    /// What a register holds.
    case describePCR(UInt8)
    /// Makes a register the digest of what it holds and these bytes.
    case extendPCR(UInt8, [UInt8])
    /// Makes a register unchangeable.
    case lockPCR(UInt8)
    /// Makes all registers below this number unchangeable.
    case lockPCRs(UInt8)
    /// A signed document.
    case attest(userData: [UInt8]?, nonce: [UInt8]?, publicKey: [UInt8]?)
    /// Random bytes.
    case random

    /// Whether a second time changes nothing, so that it can be asked again when nobody knows whether it was done.
    public var isRepeatable: Bool {
        switch self {
        case .describe, .describePCR, .lockPCRs, .attest, .random: true
        // Extended twice is extended otherwise; locked twice is refused.
        case .extendPCR, .lockPCR: false
        }
    }
}
