// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When an answer must be there: our own limit, or half a second before the apiserver gives up.
enum ReviewDeadline {
    private static let own = Duration.milliseconds(2500)
    private static let margin = Duration.milliseconds(500)
    private static var name: StaticString { "timeout=" }

    /// Reads `timeout=3s` (or `300ms`) out of a query; what cannot be read leaves our own limit.
    static func deadline(query: Span<UInt8>, received: Monotonic) -> Monotonic {
        guard let timeout = timeout(query) else { return received.advanced(by: own) }
        return received.advanced(by: min(own, max(.zero, timeout - margin)))
    }

    private static func timeout(_ query: Span<UInt8>) -> Duration? {
        var start = 0
        while start < query.count {
            var end = start
            while end < query.count, query[end] != UInt8(ascii: "&") { end += 1 }
            var index = 0
            while index < name.utf8CodeUnitCount, start + index < end,
                unsafe query[start + index] == name.utf8Start[index]
            {
                index += 1
            }
            if index == name.utf8CodeUnitCount { return duration(query.extracting(start + index..<end)) }
            start = end + 1
        }
        return nil
    }

    private static func duration(_ text: Span<UInt8>) -> Duration? {
        var index = 0
        var number = 0
        while index < text.count, index < 9, text[index] >= 0x30, text[index] <= 0x39 {
            number = number * 10 + Int(text[index] - 0x30)
            index += 1
        }
        guard index > 0 else { return nil }
        let unit = text.extracting(index..<text.count)
        if unit.count == 1, unit[0] == UInt8(ascii: "s") { return .seconds(number) }
        if unit.count == 2, unit[0] == UInt8(ascii: "m"), unit[1] == UInt8(ascii: "s") { return .milliseconds(number) }
        return nil
    }
}
