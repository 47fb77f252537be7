// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text with the first `part` replaced.
    public func replacing(_ part: String, _ other: String) -> String {
        let (bytes, wanted) = (Array(utf8), Array(part.utf8))
        guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: wanted) }) else { return self }
        return String(decoding: bytes[..<place] + Array(other.utf8) + bytes[(place + wanted.count)...], as: UTF8.self)
    }
}
