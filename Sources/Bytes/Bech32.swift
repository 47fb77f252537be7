// SPDX-License-Identifier: Apache-2.0

/// Bech32 of BIP-173: how wallets write private keys, with a checksum against typing errors.
public enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let maximumLength = 90
    private static let checksumLength = 6

    /// `bytes` under a prefix, in lower case.
    public static func encode(_ bytes: [UInt8], prefix: String) -> String {
        let data = fives(bytes)
        let expanded = expand(Array(prefix.utf8))
        let remainder = checksum(expanded + data + Array(repeating: 0, count: checksumLength)) ^ 1
        let check = (0..<checksumLength).map { UInt8(remainder >> UInt32(5 * (5 - $0)) & 31) }
        return prefix + "1" + String(decoding: (data + check).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The bytes of a text with this prefix; `nil` for another prefix, mixed case or a wrong checksum.
    public static func decode(_ text: String, prefix: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count <= maximumLength else { return nil }
        let isLower = characters.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let isUpper = characters.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard !(isLower && isUpper) else { return nil }
        let lower = characters.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let head = Array(prefix.utf8) + [UInt8(ascii: "1")]
        guard lower.starts(with: head), lower.count >= head.count + checksumLength else { return nil }
        var data: [UInt8] = []
        for character in lower.dropFirst(head.count) {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            data.append(UInt8(value))
        }
        guard checksum(expand(Array(prefix.utf8)) + data) == 1 else { return nil }
        return eights(Array(data.dropLast(checksumLength)))
    }

    private static func expand(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    private static func checksum(_ values: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
            for (bit, term) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 { sum ^= term }
        }
        return sum
    }

    private static func fives(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                out.append(UInt8(bits >> count & 31))
            }
            bits &= 1 << count - 1
        }
        if count > 0 { out.append(UInt8(bits << (5 - count) & 31)) }
        return out
    }

    /// `nil` where the padding is a whole group, or not zero.
    private static func eights(_ values: [UInt8]) -> [UInt8]? {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for value in values {
            bits = bits << 5 | UInt32(value)
            count += 5
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> count))
            }
            bits &= 1 << count - 1
        }
        return count < 5 && bits == 0 ? out : nil
    }
}
