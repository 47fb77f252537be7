// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension JSONValue {
    /// The amount under `key` in thousandths or in units; `nil` if it is absent or null.
    ///
    /// An amount below zero is none: Kubernetes takes no such amount of anything, and it must not make room for others.
    func contentQuantity(_ key: StaticString, _ read: (Span<UInt8>) -> Int?) throws(JSONError) -> Int? {
        guard let value = try content(key) else { return nil }
        if let text = value.string {
            guard let amount = read(text) else { throw .wrongType }
            return max(0, amount)
        }
        guard let number = value.double else { throw .wrongType }
        // The shortest text that means this number is the one that was written, or the same amount.
        let text = value.integer.map { "\($0)" } ?? "\(number)"
        guard let amount = read(text.utf8Span.span) else { throw .wrongType }
        return max(0, amount)
    }
}
