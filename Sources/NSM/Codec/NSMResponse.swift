// SPDX-License-Identifier: Apache-2.0

/// What a security module answers.
public enum NSMResponse: Hashable, Sendable {
    /// What it is.
    case describe(NSMDescription)
    /// What a register holds.
    case describePCR(PCRState)
    /// What a register holds after it was extended.
    case extendPCR([UInt8])
    /// A register is locked.
    case lockPCR
    /// Registers are locked.
    case lockPCRs
    /// A signed document.
    case attest([UInt8])
    /// Random bytes.
    case random([UInt8])
    /// It refuses.
    case error(NSMErrorName)

    /// Whether it is an answer to this question; a refusal is one to all.
    func answers(_ request: NSMRequest) -> Bool {
        switch (self, request) {
        case (.error, _), (.describe, .describe), (.describePCR, .describePCR), (.extendPCR, .extendPCR),
            (.lockPCR, .lockPCR), (.lockPCRs, .lockPCRs), (.attest, .attest), (.random, .random):
            true
        default: false
        }
    }
}
