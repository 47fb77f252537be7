// SPDX-License-Identifier: Apache-2.0

/// The fields of `/proc/self/stat` that we use; proc(5) numbers them from 1.
struct ProcessStat: Equatable {
    var userTicks: UInt64  // 14
    var systemTicks: UInt64  // 15
    var threads: UInt64  // 20
    var startTicks: UInt64  // 22
    var virtualBytes: UInt64  // 23
    var residentPages: UInt64  // 24

    /// Reads the file; `nil` if it is not what proc(5) says.
    ///
    /// Field 2 is the program's name in parentheses and may itself hold spaces and parentheses, so counting
    /// begins behind the *last* one.
    init?(_ text: Span<UInt8>) {
        guard let close = text.indices.last(where: { text[$0] == UInt8(ascii: ")") }) else { return nil }
        var fields: [UInt64] = []  // from field 3 on; one that is no unsigned number counts as 0
        var index = close + 1
        while index < text.count, fields.count < 22 {
            while index < text.count, text[index] <= UInt8(ascii: " ") { index += 1 }
            guard index < text.count else { break }
            fields.append(Self.number(text, at: &index) ?? 0)
            while index < text.count, text[index] > UInt8(ascii: " ") { index += 1 }
        }
        guard fields.count == 22 else { return nil }
        userTicks = fields[11]
        systemTicks = fields[12]
        threads = fields[17]
        startTicks = fields[19]
        virtualBytes = fields[20]
        residentPages = fields[21]
    }

    /// The line `btime` of `/proc/stat`: seconds from 1970 to the machine's start.
    static func bootTime(_ text: Span<UInt8>) -> UInt64? {
        let key: InlineArray<6, UInt8> = [0x62, 0x74, 0x69, 0x6D, 0x65, 0x20]  // "btime "
        var line = 0
        while line < text.count {
            if line + 6 <= text.count, (0..<6).allSatisfy({ text[line + $0] == key[$0] }) {
                var index = line + 6
                return number(text, at: &index)
            }
            while line < text.count, text[line] != UInt8(ascii: "\n") { line += 1 }
            line += 1
        }
        return nil
    }

    private static func number(_ text: Span<UInt8>, at index: inout Int) -> UInt64? {
        var value: UInt64 = 0
        let first = index
        while index < text.count, case let digit = text[index], digit >= 0x30, digit <= 0x39 {
            let (product, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
            guard !high, !carry else { return nil }
            value = sum
            index += 1
        }
        return index > first ? value : nil
    }
}
