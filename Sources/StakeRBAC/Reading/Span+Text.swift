// SPDX-License-Identifier: Apache-2.0

/// Texts of a document, compared with ours byte by byte: Kubernetes folds no letters.
extension Span<UInt8> {
    /// Whether it is this text.
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    /// Whether it begins with this text.
    func starts(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            guard unsafe self[index] == text.utf8Start[index] else { return false }
        }
        return true
    }
}
