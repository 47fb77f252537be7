// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing
import Wire

struct JSONParserTests {
    /// The refusal of a document; `nil` if it is taken.
    private func refusal(
        _ text: String, maximumBytes: Int = 1 << 20, maximumDepth: Int = JSONParser.maximumDepth
    ) throws -> JSONError? {
        var parser = try JSONParser(maximumBytes: maximumBytes, maximumDepth: maximumDepth)
        let bytes = Array(text.utf8)
        do throws(JSONError) {
            try parser.withDocument(bytes.span) { _ throws(JSONError) in }
            return nil
        } catch {
            return error
        }
    }

    // Found by FuzzJSON: the first document of a parser was empty, and there was no memory for its padding.
    @Test func `an empty first document is refused`() throws {
        #expect(try refusal("") == .malformed)
    }

    @Test func `a document is no longer than allowed`() throws {
        let text = "[\"" + String(repeating: "x", count: 96) + "\"]"
        #expect(try refusal(text, maximumBytes: 101) == nil)
        #expect(try refusal(text, maximumBytes: 100) == nil)
        #expect(try refusal(text, maximumBytes: 99) == .tooLarge)
    }

    @Test func `a document is no deeper than allowed`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try refusal(nested(JSONParser.maximumDepth - 1)) == nil)
        #expect(try refusal(nested(JSONParser.maximumDepth + 1)) == .tooDeep)
        for depth in [2, 63, 65, 10_240] {
            #expect(try refusal(nested(depth - 1), maximumDepth: depth) == nil)
            #expect(try refusal(nested(depth + 1), maximumDepth: depth) == .tooDeep)
        }
    }

    // RFC 8259, and what parsers have disagreed about.
    @Test(arguments: [
        " ", "nul", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{\"a\":1 \"b\":2}", "[01]", "[+1]", "[.5]",
        "[1.]",
        "[1e]", "[-]", "[NaN]", "[Infinity]", "[0x1]", "\"a", "\"\u{1}\"", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"",
        "[1] [2]", "[1]x", "//\n[1]", "['a']", "[1", "]", "{\"a\":1]", "\u{FEFF}[1]", "[tru]", "[True]", "[1e400]",
        "[100000000000000000000e400]",
    ]) func `refuses what is no document`(_ text: String) throws {
        #expect(try refusal(text) != nil)
    }

    @Test(arguments: [
        "0", "-0", "\"\"", "[]", "{}", " [ 1 , 2 ] ", "[1e3,1E+3,1e-3,-1.5]", "\"\\ud83d\\ude00\\n\\/\"",
        "[18446744073709551615,-9223372036854775808]", "[100000000000000000000]", "[-9223372036854775809]",
        "[\"100000000000000000000\",1.00000000000000000000000000001,1e00000000000000000000002]", "{\"a\":1,\"a\":2}",
        "[18446744073709551616,\"\\\"18446744073709551616\"]",
    ]) func `takes what is a document`(_ text: String) throws {
        #expect(try refusal(text) == nil)
    }

    @Test func `refuses what is not UTF-8`() throws {
        var parser = try JSONParser(maximumBytes: 100)
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
            let document: [UInt8] = [0x22] + bytes + [0x22]
            var isRefused = false
            do throws(JSONError) {
                try parser.withDocument(document.span) { _ throws(JSONError) in }
            } catch { isRefused = true }
            #expect(isRefused, "\(bytes)")
        }
    }

    // Go's encoder writes 1e20 with all its digits.
    @Test func `an integer beyond 64 bits is a double`() throws {
        var parser = try JSONParser(maximumBytes: 1000)
        let bytes = Array("[100000000000000000000,-100000000000000000000,18446744073709551615]".utf8)
        let numbers = try parser.withDocument(bytes.span) { root throws(JSONError) in
            var numbers: [Double] = []
            var walk = root.children
            while walk.advance() { if let value = walk.value?.double { numbers.append(value) } }
            return numbers
        }
        #expect(numbers == [1e20, -1e20, 18_446_744_073_709_551_616])
    }

    @Test func `reads members, and refuses the one that stands twice`() throws {
        var parser = try JSONParser(maximumBytes: 1000)
        let bytes = Array("{\"a\":\"x\\ny\",\"b\":[true,null,-7],\"c\":1,\"c\":2,\"\\u0064\":{}}".utf8)
        try parser.withDocument(bytes.span) { root throws(JSONError) in
            let isText = try root.member("a")?.equals("x\ny")
            #expect(isText == true)
            let count = try root.member("b")?.count
            #expect(count == 3)
            let isObject = try root.member("d")?.kind == .object
            #expect(isObject)
            let isMissing = try root.member("e") == nil
            #expect(isMissing)
            var code: JSONError?
            do throws(JSONError) { _ = try root.member("c") } catch { code = error }
            #expect(code == .duplicateKey)
            var walk = root.children
            var keys: [String] = []
            while walk.advance() {
                let key = walk.key
                keys.append(String(decoding: key.indices.map { key[$0] }, as: UTF8.self))
            }
            #expect(keys == ["a", "b", "c", "c", "d"])
        }
    }

    @Test func `a member is asked of objects only`() throws {
        var parser = try JSONParser(maximumBytes: 10)
        let bytes: [UInt8] = Array("[1]".utf8)
        var code: JSONError?
        do throws(JSONError) {
            try parser.withDocument(bytes.span) { root throws(JSONError) in _ = try root.member("a") }
        } catch { code = error }
        #expect(code == .wrongType)
    }

    @Test func `works on after a document that was large`() throws {
        var parser = try JSONParser(maximumBytes: 8 << 20)
        let large = Array(("[\"" + String(repeating: "x", count: 5 << 20) + "\"]").utf8)
        for _ in 0..<3 {
            let count = try parser.withDocument(large.span) { root throws(JSONError) in root.count }
            #expect(count == 1)
            let small: [UInt8] = Array("[1,2]".utf8)
            let two = try parser.withDocument(small.span) { root throws(JSONError) in root.count }
            #expect(two == 2)
        }
    }

    @Test func `writes strings that mean what they were`() {
        var buffer = ByteBuffer()
        buffer.append(json: "a\"b\\c\n\r\t\u{0}\u{1F} ~\u{7F}\u{80}\u{85}\u{9B}2J\u{9F}\u{A0}é\u{2028}😀")
        let expected =
            "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f ~\\u007f\\u0080\\u0085\\u009b2J\\u009f\u{A0}é\u{2028}😀\""
        let written = buffer.bytes
        #expect(written == Array(expected.utf8))
    }

    @Test func `writes a replacement for every byte that is not UTF-8`() {
        var buffer = ByteBuffer()
        let bytes: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x62, 0xED, 0xA0, 0x80, 0xC3]
        buffer.append(json: bytes.span)
        let written = buffer.bytes
        #expect(written == Array("\"a\\ufffd\\ufffd\\ufffdb\\ufffd\\ufffd\\ufffd\\ufffd\"".utf8))
    }
}
