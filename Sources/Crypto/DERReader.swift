// SPDX-License-Identifier: Apache-2.0

/// A cursor over the elements of X.690's DER: lengths in their shortest form, tags of one byte, nothing indefinite.
struct DERReader: ~Escapable {
    /// Tags that are met here.
    enum Tag {
        static let integer: UInt8 = 0x02
        static let octets: UInt8 = 0x04
        static let null: UInt8 = 0x05
        static let identifier: UInt8 = 0x06
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31
    }

    private var rest: Span<UInt8>

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { rest = bytes }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The tag of the next element; `nil` at the end.
    var nextTag: UInt8? { rest.isEmpty ? nil : rest[0] }

    /// What the next element holds; `nil` unless it has this tag and is all there.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    mutating func element(_ tag: UInt8) -> Span<UInt8>? {
        guard rest.count >= 2, rest[0] == tag else { return nil }
        var (count, head) = (Int(rest[1]), 2)
        if count >= 0x80 {
            let digits = count - 0x80
            guard (1...4).contains(digits), rest.count >= 2 + digits else { return nil }
            head = 2 + digits
            count = 0
            for index in 2..<head { count = count << 8 | Int(rest[index]) }
            let least = digits == 1 ? 0x80 : 1 << (8 * (digits - 1))
            guard count >= least else { return nil }
        }
        guard count <= rest.count - head else { return nil }
        let content = rest.extracting(head..<(head + count))
        rest = rest.extracting(droppingFirst: head + count)
        return content
    }
}
