// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension BCSWriter {
    /// Writes texts.
    mutating func strings(_ texts: [String]) {
        length(texts.count)
        for text in texts { string(text) }
    }

    /// Writes a value, or that there is none.
    mutating func optional<Value>(_ value: Value?, _ body: (inout BCSWriter, Value) -> Void) {
        isPresent(value != nil)
        if let value { body(&self, value) }
    }
}

extension BCSReader {
    /// The next texts.
    @_lifetime(self: copy self)
    mutating func strings() throws(BCSError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count()) { texts.append(try string()) }
        return texts
    }
}
