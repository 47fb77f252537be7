// SPDX-License-Identifier: Apache-2.0

/// A cursor over a page of metrics.
struct MetricsTextReader: ~Escapable {
    private let bytes: Span<UInt8>
    private let limits: MetricsText.Limits
    private var place = 0
    /// Where the line ends that is being read.
    private var end = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, _ limits: MetricsText.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The next sample; `nil` at the end.
    @_lifetime(self: copy self)
    mutating func next() throws(MetricsTextError) -> MetricsText.Sample? {
        guard bytes.count <= limits.bytes else { throw .tooLong }
        while place < bytes.count {
            end = place
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            guard end - place <= limits.lineBytes else { throw .lineTooLong }
            skipBlanks()
            let isSample = place < end && bytes[place] != UInt8(ascii: "#")
            let sample = isSample ? try sample() : nil
            place = end + 1
            if let sample { return sample }
        }
        return nil
    }

    @_lifetime(self: copy self)
    private mutating func sample() throws(MetricsTextError) -> MetricsText.Sample {
        guard let name = name(withColon: true) else { throw .badName }
        skipBlanks()
        let labels = take(UInt8(ascii: "{")) ? try labels() : [:]
        skipBlanks()
        let value = try number(word())
        skipBlanks()
        // A time in milliseconds may follow, and nothing else.
        let time = word()
        guard time.isEmpty || Int64(time) != nil else { throw .badTime }
        skipBlanks()
        guard place == end else { throw .badTime }
        return MetricsText.Sample(name: name, labels: labels, value: value)
    }

    @_lifetime(self: copy self)
    private mutating func labels() throws(MetricsTextError) -> [String: String] {
        var labels: [String: String] = [:]
        while true {
            skipBlanks()
            if take(UInt8(ascii: "}")) { return labels }
            guard labels.count < limits.labels else { throw .tooManyLabels }
            guard let name = name(withColon: false) else { throw .badLabel }
            skipBlanks()
            guard take(UInt8(ascii: "=")) else { throw .badLabel }
            skipBlanks()
            guard take(UInt8(ascii: "\"")) else { throw .badLabel }
            guard labels.updateValue(try quoted(), forKey: name) == nil else { throw .badLabel }
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw .badLabel }
            return labels
        }
    }

    /// What stands between quotes, the first of which was taken.
    @_lifetime(self: copy self)
    private mutating func quoted() throws(MetricsTextError) -> String {
        var text: [UInt8] = []
        while place < end {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else { throw .badText }
                return text
            case UInt8(ascii: "\\"):
                guard place < end else { throw .badText }
                switch bytes[place] {
                case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(bytes[place])
                default: throw .badText
                }
                place += 1
            default: text.append(byte)
            }
        }
        throw .badLabel
    }

    /// A name: letters, digits and underscores, no digit first.
    @_lifetime(self: copy self)
    private mutating func name(withColon: Bool) -> String? {
        let start = place
        while place < end, Self.isName(bytes[place], withColon) { place += 1 }
        guard place > start, !(0x30...0x39).contains(bytes[start]) else { return nil }
        return text(start)
    }

    private static func isName(_ byte: UInt8, _ withColon: Bool) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case 0x3A: withColon
        default: false
        }
    }

    /// What stands before the next blank; empty at the end.
    @_lifetime(self: copy self)
    private mutating func word() -> String {
        let start = place
        while place < end, !Self.isBlank(bytes[place]) { place += 1 }
        return text(start)
    }

    private func text(_ start: Int) -> String {
        String(decoding: (start..<place).map { bytes[$0] }, as: UTF8.self)
    }

    @_lifetime(self: copy self)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < end, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    @_lifetime(self: copy self)
    private mutating func skipBlanks() { while place < end, Self.isBlank(bytes[place]) { place += 1 } }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A decimal number, or one of the words for what is none; no hexadecimal digits, no payload.
    private func number(_ word: String) throws(MetricsTextError) -> Double {
        switch word {
        case "NaN": return .nan
        case "+Inf", "Inf": return .infinity
        case "-Inf": return -.infinity
        default: break
        }
        let isDecimal = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
        guard !word.isEmpty, isDecimal, let value = Double(word) else { throw .badValue }
        return value
    }
}
