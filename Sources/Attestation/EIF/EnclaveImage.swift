// SPDX-License-Identifier: Apache-2.0

/// What an enclave that was started from an image will be measured as.
public struct EnclaveImage: Hashable, Sendable {
    /// The processors that it is made for.
    public enum Architecture: String, Sendable {
        /// 64-bit x86.
        case x86 = "x86_64"
        /// 64-bit ARM.
        case arm64 = "aarch64"
    }

    /// The processors that it is made for.
    public let architecture: Architecture
    /// Kernel, command line and all ramdisks.
    public let pcr0: [UInt8]
    /// Kernel, command line and the first ramdisk: what boots.
    public let pcr1: [UInt8]
    /// The other ramdisks: what was put there to be run.
    public let pcr2: [UInt8]
    /// The certificate that signed it, if one did; the signature has been checked.
    public let pcr8: [UInt8]?
    /// How many ramdisks there are.
    public let ramdisks: Int
}
