// SPDX-License-Identifier: Apache-2.0

/// Cuts what a program says into lines that are bounded: what is longer goes on as a line of its own.
struct LineSplitter: Sendable {
    /// The longest line, as a log entry holds no more.
    static let longest = 2048

    private var rest: [UInt8] = []

    /// Takes bytes and gives the lines that are whole with them.
    mutating func take(_ bytes: Span<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
                lines.append(rest)
                rest.removeAll(keepingCapacity: true)
                continue
            }
            rest.append(byte)
            if rest.count == Self.longest {
                lines.append(rest)
                rest.removeAll(keepingCapacity: true)
            }
        }
        return lines
    }

    /// What is left of a line that nobody will end.
    mutating func finish() -> [UInt8]? {
        defer { rest.removeAll() }
        return rest.isEmpty ? nil : rest
    }
}
