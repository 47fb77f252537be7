// SPDX-License-Identifier: Apache-2.0

/// The head of a section: its kind, and how many bytes follow.
struct ImageSection {
    /// What a section holds.
    enum Kind: UInt64 {
        case kernel = 1
        case commandLine = 2
        case ramdisk = 3
        case signature = 4
        case metadata = 5
    }

    /// All of it.
    static let length = 12

    let kind: Kind
    let size: UInt64

    /// Reads exactly ``length`` bytes.
    init(_ bytes: Span<UInt8>) throws(ImageError) {
        var fields = BigEndianFields(bytes)
        guard let kind = Kind(rawValue: fields.number(2)) else { throw ImageError(.unknownSection) }
        guard fields.number(2) == 0 else { throw ImageError(.unknownFlag) }
        self.kind = kind
        size = fields.number(8)
        guard size > 0, size <= Self.limit(kind) else { throw ImageError(.sectionSize) }
    }

    /// The longest that a section of a kind may be; a kernel and a ramdisk pass through and are not kept.
    private static func limit(_ kind: Kind) -> UInt64 {
        switch kind {
        case .kernel, .ramdisk: 16 << 30
        case .commandLine: 4096
        case .signature: 64 << 10
        case .metadata: 16 << 20
        }
    }
}
