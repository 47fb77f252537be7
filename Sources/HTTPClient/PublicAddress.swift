// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Which addresses are the whole world's, and nobody's own network: what is in no such block of IANA's registries of special addresses.
enum PublicAddress {
    private struct Block {
        let start: [UInt8]
        let bits: Int
    }

    private static let special4: [Block] = [
        Block(start: [0], bits: 8), Block(start: [10], bits: 8), Block(start: [100, 64], bits: 10),
        Block(start: [127], bits: 8), Block(start: [169, 254], bits: 16), Block(start: [172, 16], bits: 12),
        Block(start: [192, 0, 0], bits: 24), Block(start: [192, 0, 2], bits: 24),
        Block(start: [192, 88, 99], bits: 24),
        Block(start: [192, 168], bits: 16), Block(start: [198, 18], bits: 15), Block(start: [198, 51, 100], bits: 24),
        Block(start: [203, 0, 113], bits: 24), Block(start: [224], bits: 3),
    ]
    /// RFC 4291 §2.4: what is given out globally; all else is somebody's own, or IPv4 by another name.
    private static let global6 = Block(start: [0x20], bits: 3)
    private static let special6: [Block] = [
        Block(start: [0x20, 0x01, 0x00], bits: 23), Block(start: [0x20, 0x01, 0x0d, 0xb8], bits: 32),
        Block(start: [0x20, 0x02], bits: 16), Block(start: [0x3f, 0xff, 0x00], bits: 20),
    ]

    /// Whether an address of four or sixteen bytes is the whole world's.
    static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: !special4.contains { contains($0, address) }
        case 16: contains(global6, address) && !special6.contains { contains($0, address) }
        default: false
        }
    }

    /// The same of a `sockaddr_in` or `sockaddr_in6`; no other family is.
    static func isPublic(socketAddress bytes: [UInt8], family: Int32) -> Bool {
        switch family {
        case AF_INET where bytes.count >= 8: isPublic(Array(bytes[4..<8]))
        case AF_INET6 where bytes.count >= 24: isPublic(Array(bytes[8..<24]))
        default: false
        }
    }

    private static func contains(_ block: Block, _ address: [UInt8]) -> Bool {
        (0..<block.bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            let wanted = bit / 8 < block.start.count ? block.start[bit / 8] & mask : 0
            return address[bit / 8] & mask == wanted
        }
    }
}
