// SPDX-License-Identifier: Apache-2.0
import NSM
import Testing

// Expected bytes: written by hand after AWS's nsm-api and QEMU's virtio-nsm, which order keys differently.
struct ResponseTests {
    static let zeros = String(repeating: "00", count: 48)
    static let moduleID = "i-0-enc1"
    static let description = NSMDescription(
        version: .init(1, 2, 300), moduleID: moduleID, registers: 32, lockedRegisters: [0, 1, 31], digest: "SHA384")

    static let read: [(String, NSMResponse)] = [
        ("67 4c6f636b504352", .lockPCR),
        ("68 4c6f636b50435273", .lockPCRs),
        // nsm-api's order.
        (
            "a1 6b 44657363726962654e534d a7 6d 76657273696f6e5f6d616a6f72 01 6d 76657273696f6e5f6d696e6f72 02"
                + "6d 76657273696f6e5f7061746368 19012c 69 6d6f64756c655f6964 68 692d302d656e6331"
                + "68 6d61785f70637273 1820 6b 6c6f636b65645f70637273 83 00 01 181f 66 646967657374 66 534841333834",
            .describe(description)
        ),
        // QEMU's, with an open map, an open list, and something new.
        (
            "a1 6b 44657363726962654e534d bf 66 646967657374 66 534841333834 68 6d61785f70637273 1820"
                + "69 6d6f64756c655f6964 68 692d302d656e6331 6b 6c6f636b65645f70637273 9f 00 01 181f ff 63 6e6577 a1 01 f6"
                + "6d 76657273696f6e5f6d616a6f72 01 6d 76657273696f6e5f6d696e6f72 02 6d 76657273696f6e5f7061746368 19012c ff",
            .describe(description)
        ),
        (
            "a1 6b 4465736372696265504352 a2 64 6c6f636b f5 64 64617461 5830 \(zeros)",
            .describePCR(PCRState(isLocked: true, value: .init(repeating: 0, count: 48)))
        ),
        (
            "a1 6b 4465736372696265504352 a2 64 64617461 5830 \(zeros) 64 6c6f636b f4",
            .describePCR(PCRState(isLocked: false, value: .init(repeating: 0, count: 48)))
        ),
        ("a1 69 457874656e64504352 a1 64 64617461 5830 \(zeros)", .extendPCR(.init(repeating: 0, count: 48))),
        ("a1 6b 4174746573746174696f6e a1 68 646f63756d656e74 43 846a44", .attest([0x84, 0x6a, 0x44])),
        ("a1 69 47657452616e646f6d a1 66 72616e646f6d 42 beef", .random([0xbe, 0xef])),
        ("a1 65 4572726f72 6d 526561644f6e6c79496e646578", .error(.readOnlyIndex)),
        ("a1 65 4572726f72 64 4f6f7073", .error(.unknown)),
    ]

    @Test(arguments: read) func `are read by key`(_ digits: String, _ response: NSMResponse) throws {
        let encoded = try bytes(digits)
        #expect(try NSMResponse(encoded.span) == response)
    }

    @Test(arguments: read.map(\.1)) func `what a simulator writes is read as it was meant`(
        _ response: NSMResponse
    ) throws {
        let encoded = response.encoded()
        #expect(try NSMResponse(encoded.span) == response)
    }

    static let names = [
        "InvalidArgument", "InvalidIndex", "InvalidResponse", "ReadOnlyIndex", "InvalidOperation", "BufferTooSmall",
        "InputTooLarge", "InternalError",
    ]

    @Test(arguments: names) func `each of the device's errors has a name`(_ name: String) throws {
        let encoded = try bytes("a1 65 4572726f72") + [0x60 + UInt8(name.utf8.count)] + Array(name.utf8)
        let response = try NSMResponse(encoded.span)
        #expect(response == NSMErrorName(rawValue: name).map { .error($0) })
    }

    static let unreadable = [
        ("", "nothing"),
        ("67 4c6f636b504352 00", "something behind"),
        ("66 4c6f636b5043", "half a name"),
        ("69 47657452616e646f6d", "a name without contents"),
        ("a0", "no answer"),
        ("a2 65 4572726f72 61 41 65 4572726f72 61 41", "two answers"),
        ("a1 65 4572726f72 01", "an error that is a number"),
        ("a1 6b 4174746573746174696f6e a0", "no document"),
        ("a1 6b 4174746573746174696f6e a1 68 646f63756d656e74 40", "an empty document"),
        ("a1 6b 4174746573746174696f6e a1 68 646f63756d656e74 61 41", "a document that is a text"),
        ("a1 6b 4174746573746174696f6e a2 68 646f63756d656e74 41 01 68 646f63756d656e74 41 02", "two documents"),
        ("a1 6b 4174746573746174696f6e a1 68 646f63756d656e74 5b ffffffffffffffff", "a length beyond everything"),
        ("a1 69 47657452616e646f6d a1 66 72616e646f6d 40", "no random bytes"),
        ("a1 69 457874656e64504352 a1 64 64617461 582f \(zeros.dropLast(2))", "47 bytes"),
        ("a1 69 457874656e64504352 a1 64 64617461 5831 \(zeros)00", "49 bytes"),
        ("a1 6b 4465736372696265504352 a1 64 64617461 5830 \(zeros)", "no lock"),
        ("a1 6b 4465736372696265504352 a2 64 6c6f636b 01 64 64617461 5830 \(zeros)", "a lock that is a number"),
        ("a1 67 4e6f7468696e67 a0", "an answer that there is not"),
        ("18 18", "a number"), ("f6", "null"), ("ff", "a break"), ("5f 41 00 ff", "bytes in pieces"),
    ]

    @Test(arguments: unreadable) func `what makes no sense is refused`(_ digits: String, _ what: String) throws {
        let encoded = try bytes(digits)
        #expect(throws: NSMError.malformed, "\(what)") { _ = try NSMResponse(encoded.span) }
    }

    @Test(arguments: read) func `are refused where they end too early`(
        _ digits: String, _ response: NSMResponse
    ) throws {
        let whole = try bytes(digits)
        for count in 0..<whole.count {
            let part = Array(whole[..<count])
            #expect(throws: NSMError.malformed) { _ = try NSMResponse(part.span) }
        }
    }

    @Test func `a description lacks nothing`() throws {
        let whole = Self.read[2].0
        for key in ["6d 76657273696f6e5f6d616a6f72 01", "68 6d61785f70637273 1820", "66 646967657374 66 534841333834"] {
            // The same with one field less, and its number told right.
            let digits = whole.split(separator: key).joined().replacing("534d a7", with: "534d a6")
            let encoded = try bytes(digits.replacing("44657363726962654e534d a7", with: "44657363726962654e534d a6"))
            #expect(throws: NSMError.malformed) { _ = try NSMResponse(encoded.span) }
        }
    }
}

extension String {
    fileprivate func split(separator: String) -> [String] {
        var parts: [String] = []
        var rest = Substring(self)
        while let place = rest.indices.first(where: { rest[$0...].hasPrefix(separator) }) {
            parts.append(String(rest[..<place]))
            rest = rest[place...].dropFirst(separator.count)
        }
        return parts + [String(rest)]
    }

    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part).joined(separator: other)
    }
}
