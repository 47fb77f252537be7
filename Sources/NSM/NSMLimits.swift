// SPDX-License-Identifier: Apache-2.0

/// What the device and its driver hold themselves to.
public enum NSMLimits {
    /// The longest request: the driver refuses more with `EMSGSIZE`.
    public static let request = 0x1000
    /// The room for an answer: the driver drops what does not fit, without a word.
    public static let response = 0x3000
    /// How many registers there are.
    public static let registers = 32
    /// How many of them, from 0, are locked when an enclave starts.
    public static let bootRegisters = 16
    /// How long a register is: SHA-384.
    public static let register = 48
    /// The longest nonce or user data that we ask for: AWS's own texts say 512 here and 1024 there, and verifiers differ.
    public static let field = 512
    /// The longest public key that we ask for.
    public static let publicKey = 1024
}
