// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// The first 548 bytes of an enclave image: what it is, and a table of its sections.
///
/// Nothing of it is measured. It is held against the sections all the same: who loads an image may follow the table, and must then
/// load what was measured here.
struct ImageHeader {
    /// All of it.
    static let length = 548
    /// The checksum, which is its last field.
    static let checksumLength = 4

    private static let places = 32
    private static let magic: [UInt8] = Array(".eif".utf8)
    /// Version 3 brought signatures, 4 metadata; all else is as it was.
    private static let versions: ClosedRange<UInt64> = 3...4
    private static let arm64: UInt64 = 1

    let architecture: EnclaveImage.Architecture
    let checksum: UInt32
    /// Where each section's head begins, and how long the section is without it.
    let table: [(offset: UInt64, size: UInt64)]

    /// Reads exactly ``length`` bytes.
    init(_ bytes: Span<UInt8>) throws(ImageError) {
        var fields = BigEndianFields(bytes)
        guard fields.bytes(4) == Self.magic else { throw ImageError(.notAnImage) }
        guard Self.versions.contains(fields.number(2)) else { throw ImageError(.unknownVersion) }
        let flags = fields.number(2)
        guard flags & ~Self.arm64 == 0 else { throw ImageError(.unknownFlag) }
        architecture = flags & Self.arm64 == 0 ? .x86 : .arm64
        // How much memory and how many processors it would like: who starts it decides.
        _ = fields.number(8)
        _ = fields.number(8)
        guard fields.number(2) == 0 else { throw ImageError(.unknownFlag) }
        let count = Int(fields.number(2))
        guard (3...Self.places).contains(count) else { throw ImageError(.sectionCount) }
        let offsets = (0..<Self.places).map { _ in fields.number(8) }
        let sizes = (0..<Self.places).map { _ in fields.number(8) }
        guard offsets[count...].allSatisfy({ $0 == 0 }), sizes[count...].allSatisfy({ $0 == 0 }) else {
            throw ImageError(.tableDiffers)
        }
        table = (0..<count).map { (offsets[$0], sizes[$0]) }
        guard fields.number(4) == 0 else { throw ImageError(.unknownFlag) }
        checksum = UInt32(truncatingIfNeeded: fields.number(4))
    }
}

/// Numbers one after the other, the most significant byte first; who makes one has counted the bytes.
struct BigEndianFields {
    private let all: [UInt8]
    private var next = 0

    init(_ bytes: Span<UInt8>) { all = [UInt8](copying: bytes) }

    mutating func number(_ width: Int) -> UInt64 { bytes(width).reduce(0) { $0 << 8 | UInt64($1) } }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { next += count }
        return Array(all[next..<(next + count)])
    }
}
