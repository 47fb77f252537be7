// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Attestation

@Suite struct CRC32Tests {
    // The check value of the catalogue of parametrised CRC algorithms, and zlib.crc32 of the others.
    @Test(arguments: [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)] as [(String, UInt32)])
    func `a checksum is zlib's`(_ text: String, _ expected: UInt32) {
        var whole = CRC32()
        let bytes = Array(text.utf8)
        whole.update(bytes.span)
        var pieces = CRC32()
        for byte in bytes {
            let one = [byte]
            pieces.update(one.span)
        }
        #expect(whole.value == expected && pieces.value == expected)
    }
}
