// SPDX-License-Identifier: Apache-2.0

/// Puts together the blocks of fields of one exchange, line by line as libcurl brings them.
///
/// Blocks of interim responses are dropped. A line after the block of the final response is a trailer: libcurl brings both
/// through the same callback.
struct HeaderBlocks {
    /// More than any node sends.
    static let maximumBytes = 64 * 1024

    private(set) var status = 0
    private(set) var headers: [Header] = []
    private(set) var trailers: [Header] = []
    private(set) var isComplete = false
    private var bytes = 0

    /// Takes a line; false if there are more than allowed.
    mutating func append(_ line: [UInt8]) -> Bool {
        bytes += line.count
        guard bytes <= Self.maximumBytes else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") && !isComplete {
            let parts = text.split(separator: " ", maxSplits: 2)
            status = parts.count > 1 ? Int(parts[1].prefix(3)) ?? 0 : 0
            headers = []
        } else if text.allSatisfy(\.isNewline) {
            if status >= 200 { isComplete = true }
        } else if let header = Self.header(text) {
            if isComplete { trailers.append(header) } else { headers.append(header) }
        }
        return true
    }

    private static func header(_ line: String) -> Header? {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace }
        return Header(line[..<colon].lowercased(), end.map { String(value[...$0]) } ?? "")
    }
}
