// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Which code somebody means, in 32 bytes: the digest of the registers that an enclave's image decides.
public enum MeasurementsID {
    /// SHA-256 of PCR 0, 1 and 2, one behind the other.
    public static func of(pcr0: [UInt8], pcr1: [UInt8], pcr2: [UInt8]) throws(CryptoError) -> Bytes32 {
        let registers = pcr0 + pcr1 + pcr2
        return try SHA256.digest(of: registers.span)
    }
}
