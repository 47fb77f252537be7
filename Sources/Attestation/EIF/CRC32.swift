// SPDX-License-Identifier: Apache-2.0

/// The checksum of ISO 3309, as zlib and Ethernet have it: finds damage, and stops nobody.
struct CRC32 {
    private var state: UInt32 = .max

    /// The checksum of all pieces so far.
    var value: UInt32 { ~state }

    /// Takes the next piece.
    mutating func update(_ bytes: Span<UInt8>) {
        var state = state
        for index in bytes.indices {
            state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ bytes[index])] ^ state >> 8
        }
        self.state = state
    }

    /// The polynomial's remainder for each byte.
    private static let table: InlineArray<256, UInt32> = {
        var table = InlineArray<256, UInt32>(repeating: 0)
        for byte in 0..<256 {
            var rest = UInt32(byte)
            for _ in 0..<8 { rest = rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
            table[byte] = rest
        }
        return table
    }()
}
