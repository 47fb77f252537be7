// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing
import Wire

// Expected bytes: RFC 8949, appendix A.
@Suite struct CBORTests {
    private static func bytes(_ digits: String) throws -> [UInt8] {
        let text = Array(digits.utf8)
        let bytes = Hex.decode(text.span, count: text.count / 2)
        return try #require(bytes)
    }

    private static func written(_ body: (inout CBORWriter) -> Void) -> String {
        var writer = CBORWriter()
        body(&writer)
        return Hex.encode(writer.finish())
    }

    /// Reads one value and nothing after it.
    private static func read<Value>(
        _ digits: String, _ body: (inout CBORReader) throws(CBORError) -> Value
    ) throws -> Value {
        let bytes = try bytes(digits)
        var reader = CBORReader(bytes.span)
        let value = try body(&reader)
        try reader.finish()
        return value
    }

    private static func fault(
        _ digits: String, _ body: (inout CBORReader) throws(CBORError) -> Void
    ) -> CBORError.Code? {
        do {
            _ = try read(digits) { reader throws(CBORError) in try body(&reader) }
            return nil
        } catch {
            return (error as? CBORError)?.code
        }
    }

    static let numbers: [(UInt64, String)] = [
        (0, "00"), (1, "01"), (10, "0a"), (23, "17"), (24, "1818"), (25, "1819"), (100, "1864"), (255, "18ff"),
        (256, "190100"), (1000, "1903e8"), (65535, "19ffff"), (65536, "1a00010000"), (1_000_000, "1a000f4240"),
        (4_294_967_295, "1affffffff"), (4_294_967_296, "1b0000000100000000"),
        (1_000_000_000_000, "1b000000e8d4a51000"), (.max, "1bffffffffffffffff"),
    ]

    @Test(arguments: numbers) func `numbers are as short as they can be`(_ number: UInt64, _ digits: String) throws {
        #expect(Self.written { $0.uint(number) } == digits)
        let found = try Self.read(digits) { reader throws(CBORError) in try reader.uint() }
        #expect(found == number)
    }

    static let negatives: [(Int64, String)] = [
        (-1, "20"), (-10, "29"), (-35, "3822"), (-100, "3863"), (-1000, "3903e7"), (.min, "3b7fffffffffffffff"),
        (.max, "1b7fffffffffffffff"),
    ]

    @Test(arguments: negatives) func `numbers have a sign`(_ number: Int64, _ digits: String) throws {
        #expect(Self.written { $0.int(number) } == digits)
        let found = try Self.read(digits) { reader throws(CBORError) in try reader.int() }
        #expect(found == number)
    }

    @Test func `a number beyond 64 bits with a sign is refused`() {
        for digits in ["1b8000000000000000", "3b8000000000000000", "3bffffffffffffffff"] {
            let found = Self.fault(digits) { reader throws(CBORError) in _ = try reader.int() }
            #expect(found == .outOfRange)
        }
    }

    @Test func `texts, bytes and simple values`() throws {
        let digits = "60" + "6161" + "62c3bc" + "64f0908591" + "40" + "4401020304" + "f4" + "f5" + "f6" + "c11a514b67b0"
        #expect(
            Self.written { writer in
                for text in ["", "a", "\u{fc}", "\u{10151}"] { writer.text(text) }
                writer.bytes([])
                writer.bytes([1, 2, 3, 4])
                writer.bool(false)
                writer.bool(true)
                writer.null()
                writer.tag(1)
                writer.uint(1_363_896_240)
            } == digits)
        let bytes = try Self.bytes(digits)
        var reader = CBORReader(bytes.span)
        for text in ["", "a", "\u{fc}", "\u{10151}"] {
            let found = try reader.string()
            #expect(found == text)
        }
        let empty = try reader.bytes().count
        let four = try reader.bytes()
        let copy = four.indices.map { four[$0] }
        let answers = [try reader.bool(), try reader.bool()]
        let isNull = try reader.isNull()
        let isNullToo = try reader.isNull()
        let tag = try reader.tag()
        let number = try reader.uint()
        try reader.finish()
        #expect(empty == 0)
        #expect(copy == [1, 2, 3, 4])
        #expect(answers == [false, true])
        #expect(isNull && !isNullToo)
        #expect(tag == 1)
        #expect(number == 1_363_896_240)
    }

    /// The numbers in an array, and in arrays in it.
    private static func sum(_ reader: inout CBORReader) throws(CBORError) -> UInt64 {
        guard try reader.peek() == .array else { return try reader.uint() }
        var elements = try reader.beginArray()
        var sum: UInt64 = 0
        while try reader.hasNext(&elements) { sum += try Self.sum(&reader) }
        return sum
    }

    @Test(arguments: [
        ("80", 0), ("83010203", 6), ("8301820203820405", 15), ("9fff", 0), ("9f018202039f0405ffff", 15),
        ("9f01820203820405ff", 15), ("83018202039f0405ff", 15), ("83019f0203ff820405", 15),
        ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", 325),
        ("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", 325),
    ])
    func `arrays of known and of unknown length`(_ digits: String, _ sum: UInt64) throws {
        let found = try Self.read(digits) { reader throws(CBORError) in try Self.sum(&reader) }
        #expect(found == sum)
        try Self.read(digits) { reader throws(CBORError) in try reader.skip() }
    }

    @Test(arguments: ["a26161016162820203", "bf61610161629f0203ffff", "bf6161016162820203ff"])
    func `maps of known and of unknown length`(_ digits: String) throws {
        let found = try Self.read(digits) { reader throws(CBORError) -> [String: UInt64] in
            var entries = try reader.beginMap()
            var keys = CBORKeys()
            var found: [String: UInt64] = [:]
            while try reader.hasNext(&entries) {
                let key = try reader.text()
                try keys.insert(key)
                found[String(decoding: key.indices.map { key[$0] }, as: UTF8.self)] = try Self.sum(&reader)
            }
            // Once more at the end says the same, and takes nothing.
            guard try !reader.hasNext(&entries) else { return [:] }
            return found
        }
        #expect(found == ["a": 1, "b": 5])
        try Self.read(digits) { reader throws(CBORError) in try reader.skip() }
    }

    @Test func `maps and arrays are written with their lengths`() {
        #expect(
            Self.written { writer in
                writer.map(2)
                writer.text("a")
                writer.uint(1)
                writer.text("b")
                writer.array(2)
                writer.encoded([2])
                writer.encoded([3].span)
            } == "a26161016162820203")
        #expect(Self.written { $0.array(25) } == "9819")
    }

    // RFC 8949, appendix F: what is not well-formed. And what is well-formed, and not for us.
    static let refused: [(String, CBORError.Code)] = [
        // The end comes too early: in a head, in a text, in containers.
        ("", .truncated), ("18", .truncated), ("19", .truncated), ("1a", .truncated), ("1b", .truncated),
        ("1901", .truncated), ("1a0102", .truncated), ("1b01020304050607", .truncated), ("38", .truncated),
        ("58", .truncated), ("78", .truncated), ("98", .truncated), ("9a01ff00", .truncated), ("b8", .truncated),
        ("d8", .truncated), ("41", .truncated), ("61", .truncated), ("5affffffff00", .truncated),
        ("5bffffffffffffffff010203", .truncated), ("7b7fffffffffffffff010203", .truncated), ("81", .truncated),
        ("818181818181818181", .tooDeep), ("8200", .truncated), ("a1", .truncated), ("a20102", .truncated),
        ("a100", .truncated), ("a2000000", .truncated), ("c0", .truncated), ("9f", .truncated), ("9f0102", .truncated),
        ("bf", .truncated), ("bf01020102", .truncated), ("819f", .truncated), ("9f8000", .truncated),
        // A count that memory could not hold.
        ("9affffffff00", .tooMany), ("bb8000000000000000", .tooMany), ("9bffffffffffffffff", .tooMany),
        // Reserved heads.
        ("1c", .reserved), ("1d", .reserved), ("1e", .reserved), ("3c", .reserved), ("5d", .reserved),
        ("7e", .reserved), ("9c", .reserved), ("bd", .reserved), ("dc", .reserved), ("fc", .reserved),
        ("fd", .reserved), ("fe", .reserved), ("1f", .reserved), ("3f", .reserved), ("df", .reserved),
        // Breaks where nothing ends, or half an entry.
        ("ff", .misplacedBreak), ("81ff", .misplacedBreak), ("8200ff", .misplacedBreak),
        ("a1ff00", .misplacedBreak), ("a100ff", .misplacedBreak), ("bf00ff", .misplacedBreak),
        ("bf000000ff", .misplacedBreak), ("9f81ff", .misplacedBreak), ("c0ff", .misplacedBreak),
        // Strings in pieces.
        ("5f4100ff", .indefiniteString), ("7f6100ff", .indefiniteString), ("5fff", .indefiniteString),
        // Numbers that are not numbers, and simple values without meaning.
        ("f90000", .unsupported), ("fa47c35000", .unsupported), ("fb3ff199999999999a", .unsupported),
        ("f97e00", .unsupported), ("f7", .unsupported), ("e0", .unsupported), ("f0", .unsupported),
        ("f8ff", .unsupported), ("f818", .unsupported),
        // Longer than needed.
        ("1817", .notMinimal), ("190010", .notMinimal), ("1900ff", .notMinimal), ("1a0000ffff", .notMinimal),
        ("1b00000000ffffffff", .notMinimal), ("580100", .notMinimal), ("78016a", .notMinimal),
        ("980100", .notMinimal), ("b8010000", .notMinimal), ("d80100", .notMinimal), ("3800", .notMinimal),
        // Not UTF-8.
        ("61ff", .notText), ("62c328", .notText), ("63eda080", .notText),
        // Something after it.
        ("0000", .trailing), ("80ff", .trailing), ("9fffff", .trailing),
    ]

    @Test(arguments: refused) func `refuses what is not its own`(_ digits: String, _ code: CBORError.Code) {
        let found = Self.fault(digits) { reader throws(CBORError) in try reader.skip() }
        #expect(found == code)
    }

    private typealias Read = (inout CBORReader) throws(CBORError) -> Void

    @Test func `an item of another type is refused`() {
        let reads: [(String, CBORError.Code, Read)] = [
            ("20", .wrongType, { reader throws(CBORError) in _ = try reader.uint() }),
            ("40", .wrongType, { reader throws(CBORError) in _ = try reader.int() }),
            ("60", .wrongType, { reader throws(CBORError) in _ = try reader.bytes().count }),
            ("40", .wrongType, { reader throws(CBORError) in _ = try reader.text().count }),
            ("40", .wrongType, { reader throws(CBORError) in _ = try reader.string() }),
            ("f6", .wrongType, { reader throws(CBORError) in _ = try reader.bool() }),
            ("80", .wrongType, { reader throws(CBORError) in _ = try reader.beginMap() }),
            ("a0", .wrongType, { reader throws(CBORError) in _ = try reader.beginArray() }),
            ("00", .wrongType, { reader throws(CBORError) in _ = try reader.tag() }),
            ("61ff", .notText, { reader throws(CBORError) in _ = try reader.string() }),
            ("61ff", .notText, { reader throws(CBORError) in _ = try reader.text().count }),
        ]
        for (digits, code, read) in reads {
            let found = Self.fault(digits, read)
            #expect(found == code, "\(digits)")
        }
    }

    @Test func `nesting has a limit`() {
        func nested(_ open: String, _ close: String, _ depth: Int) -> String {
            String(repeating: open, count: depth) + "00" + String(repeating: close, count: depth)
        }
        for (open, close) in [("81", ""), ("9f", "ff"), ("a100", ""), ("bf00", "ff"), ("c1", "")] {
            for (depth, code) in [(7, nil), (8, nil), (9, .tooDeep), (5000, .tooDeep)] as [(Int, CBORError.Code?)] {
                let found = Self.fault(nested(open, close, depth)) { reader throws(CBORError) in try reader.skip() }
                #expect(found == code, "\(open), \(depth) deep")
            }
        }
    }

    @Test func `containers that stand beside one another do not add up`() throws {
        let digits = "8c" + String(repeating: "8180", count: 12)
        try Self.read(digits) { reader throws(CBORError) in try reader.skip() }
        let openEnded = "9f" + String(repeating: "9f9fffff", count: 12) + "ff"
        try Self.read(openEnded) { reader throws(CBORError) in try reader.skip() }
    }

    @Test func `containers have a limit`() {
        let zeros = { (count: Int) in String(repeating: "00", count: count) }
        for (digits, code) in [
            ("9840" + zeros(64), nil), ("9841" + zeros(65), .tooMany), ("9f" + zeros(64) + "ff", nil),
            ("9f" + zeros(65) + "ff", .tooMany), ("b840" + zeros(128), nil), ("b841" + zeros(130), .tooMany),
            ("bf" + zeros(128) + "ff", nil), ("bf" + zeros(130) + "ff", .tooMany),
        ] as [(String, CBORError.Code?)] {
            let found = Self.fault(digits) { reader throws(CBORError) in try reader.skip() }
            #expect(found == code)
        }
        for (digits, code) in [
            ("8400000000", nil), ("850000000000", .tooMany), ("9f00000000ff", nil), ("9f0000000000ff", .tooMany),
        ] as [(String, CBORError.Code?)] {
            let found = Self.fault(digits) { reader throws(CBORError) in
                var elements = try reader.beginArray(limit: 4)
                while try reader.hasNext(&elements) { try reader.skip() }
            }
            #expect(found == code)
        }
    }

    @Test func `a key that comes twice is refused`() throws {
        let (one, none): ([UInt8], [UInt8]) = ([1], [])
        var keys = CBORKeys()
        try keys.insert(1)
        try keys.insert(-1)
        try keys.insert(one.span)
        try keys.insert(none.span)
        func fault(_ insert: (inout CBORKeys) throws(CBORError) -> Void) -> CBORError.Code? {
            var keys = keys
            do throws(CBORError) { try insert(&keys) } catch { return error.code }
            return nil
        }
        let faults = [
            fault { keys throws(CBORError) in try keys.insert(-1) },
            fault { keys throws(CBORError) in try keys.insert(none.span) },
            fault { keys throws(CBORError) in try keys.insert(2) },
        ]
        #expect(faults == [.duplicateKey, .duplicateKey, nil])
    }

    @Test func `an error says what is wrong`() {
        let sentences = Set(CBORError.Code.allCases.map { CBORError($0).description })
        #expect(sentences.count == CBORError.Code.allCases.count)
    }
}
