// SPDX-License-Identifier: Apache-2.0
public import Kernel

// Each question with its answer's type, for a program that starts: all of them wait.
extension SecurityModule {
    /// What the module is, and which registers are locked.
    public func describe(until deadline: Monotonic? = nil) throws(NSMError) -> NSMDescription {
        guard case .describe(let description) = try perform(.describe, until: deadline) else { throw .malformed }
        return description
    }

    /// What a register holds.
    public func register(_ index: UInt8, until deadline: Monotonic? = nil) throws(NSMError) -> PCRState {
        guard case .describePCR(let state) = try perform(.describePCR(index), until: deadline) else { throw .malformed }
        return state
    }

    /// Makes a register the digest of what it holds and these bytes; gives what it holds then.
    ///
    /// ``NSMError/interrupted`` and ``NSMError/timedOut`` leave open whether it was done: look at the register before anything else.
    public func extend(
        _ index: UInt8, by data: [UInt8], until deadline: Monotonic? = nil
    ) throws(NSMError) -> [UInt8] {
        guard case .extendPCR(let value) = try perform(.extendPCR(index, data), until: deadline) else {
            throw .malformed
        }
        return value
    }

    /// Makes all registers below a number unchangeable; once more changes nothing.
    public func lock(below range: UInt8, until deadline: Monotonic? = nil) throws(NSMError) {
        _ = try perform(.lockPCRs(range), until: deadline)
    }

    /// A signed document.
    public func attest(
        userData: [UInt8]? = nil, nonce: [UInt8]? = nil, publicKey: [UInt8]? = nil, until deadline: Monotonic? = nil
    ) throws(NSMError) -> [UInt8] {
        let request = NSMRequest.attest(userData: userData, nonce: nonce, publicKey: publicKey)
        guard case .attest(let document) = try perform(request, until: deadline) else { throw .malformed }
        return document
    }

    /// Random bytes: as many as the module likes to give, 256 as a rule.
    public func random(until deadline: Monotonic? = nil) throws(NSMError) -> [UInt8] {
        guard case .random(let bytes) = try perform(.random, until: deadline) else { throw .malformed }
        return bytes
    }
}
