// SPDX-License-Identifier: Apache-2.0

/// What a register holds.
public struct PCRState: Hashable, Sendable {
    /// Whether it can no longer change.
    public var isLocked: Bool
    /// What it holds: 48 bytes.
    public var value: [UInt8]

    /// Puts a state together.
    public init(isLocked: Bool, value: [UInt8]) {
        self.isLocked = isLocked
        self.value = value
    }

    /// Whether it holds nothing but zeros: it was never extended, or the enclave is in debug mode.
    public var isZero: Bool { value.allSatisfy { $0 == 0 } }
}
