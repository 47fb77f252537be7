// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import StakeRBAC

/// A policy with its story: which file it is, and what an operator should know about it.
public struct LoadedPolicy: Sendable {
    /// What is decided by; its version names the file.
    public let policy: Policy
    /// The SHA-256 of the file.
    public let digest: Bytes32
    /// What it weakens, and what has no effect: `FILE:LINE:COLUMN: key: text`, each a line.
    public let warnings: [String]
}
