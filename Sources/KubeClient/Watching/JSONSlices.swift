// SPDX-License-Identifier: Apache-2.0

/// Where values lie in a document's bytes, so that an object can be handed on as it came.
///
/// It only finds places: the document is for the parser to check, and what is found in one that is none does not count. Keys are
/// compared as they are written, without escapes, which an apiserver does not use in them.
enum JSONSlices {
    /// Where the value of a member of the outermost object lies.
    static func member(_ key: String, of bytes: [UInt8]) -> Range<Int>? {
        let key = Array("\"\(key)\"".utf8)
        var place = space(bytes, 0)
        guard place < bytes.count, bytes[place] == UInt8(ascii: "{") else { return nil }
        place = space(bytes, place + 1)
        while place < bytes.count, bytes[place] == quote {
            let name = place..<text(bytes, place)
            place = space(bytes, name.upperBound)
            guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return nil }
            let start = space(bytes, place + 1)
            let end = value(bytes, start)
            if bytes[name].elementsEqual(key) { return end <= bytes.count ? start..<end : nil }
            place = space(bytes, end)
            guard place < bytes.count, bytes[place] == comma else { return nil }
            place = space(bytes, place + 1)
        }
        return nil
    }

    /// Where the elements of an array lie.
    static func elements(of bytes: [UInt8], in array: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = space(bytes, array.lowerBound + 1)
        while place < array.upperBound - 1 {
            let end = value(bytes, place)
            guard end < array.upperBound, end > place else { return [] }
            found.append(place..<end)
            place = space(bytes, end)
            if place < bytes.count, bytes[place] == comma { place = space(bytes, place + 1) }
        }
        return found
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")

    /// The first place that is no white space.
    private static func space(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
        return place
    }

    /// The place behind a text that begins here.
    private static func text(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start + 1
        while place < bytes.count, bytes[place] != quote {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, bytes.count)
    }

    /// The place behind a value that begins here.
    private static func value(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case quote:
                place = text(bytes, place)
                if depth == 0 { return place }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of what a number, or a word, stands in.
                guard depth > 0 else { return place }
                depth -= 1
                place += 1
                if depth == 0 { return place }
            case comma, 0x20, 0x09, 0x0a, 0x0d:
                if depth == 0 { return place }
                place += 1
            default: place += 1
            }
        }
        return place
    }
}
