// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// How the hypervisor measures what it loads.
enum Measurement {
    /// A register that was zero, extended once by a content's digest.
    static func first(_ digest: [UInt8]) throws(CryptoError) -> [UInt8] {
        let zero = [UInt8](repeating: 0, count: SHA384.digestLength)
        return try SHA384.digest(of: (zero + digest).span)
    }
}

/// The digests of an image's parts, while they come.
struct ImageDigests: ~Copyable {
    /// Kernel, command line and all ramdisks.
    var whole: SHA384
    /// Kernel, command line and the first ramdisk.
    var booted: SHA384
    /// The other ramdisks.
    var added: SHA384

    private init(_ whole: consuming SHA384, _ booted: consuming SHA384, _ added: consuming SHA384) {
        self.whole = whole
        self.booted = booted
        self.added = added
    }

    static func make() throws(ImageError) -> ImageDigests {
        do throws(CryptoError) {
            return ImageDigests(try SHA384(), try SHA384(), try SHA384())
        } catch { throw ImageError(.cryptography) }
    }

    /// What the registers hold then.
    mutating func finish() throws(ImageError) -> (whole: [UInt8], booted: [UInt8], added: [UInt8]) {
        do throws(CryptoError) {
            return (
                try Measurement.first(whole.finish()), try Measurement.first(booted.finish()),
                try Measurement.first(added.finish())
            )
        } catch { throw ImageError(.cryptography) }
    }
}
