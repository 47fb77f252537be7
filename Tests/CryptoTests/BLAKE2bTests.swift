// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

// Expected values: hashlib.blake2b(..., digest_size=32) of CPython.
@Suite struct BLAKE2bTests {
    static let vectors: [([UInt8], String)] = [
        ([], "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        (Array("abc".utf8), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
        (
            (0..<2560).map { UInt8(truncatingIfNeeded: $0) },
            "cccd725d76965d874205c3b78297bda31912d5ac676b1bf124e4fc391e89f75b"
        ),
    ]

    @Test(arguments: vectors) func `digests are those of another implementation`(_ message: [UInt8], _ digest: String) {
        #expect(BLAKE2b.digest(of: message).hex == digest)
    }
}
