// SPDX-License-Identifier: Apache-2.0

/// How large what is said on a provisioning connection may be; messages lie behind one another with four bytes of length before each.
public enum ProvisioningFrame {
    /// How long a message may be.
    public static let limit = 1024 * 1024
    /// How much of a snapshot is in one message.
    public static let pieceLength = 256 * 1024
}
