// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Whom our tokens are for.
///
/// The apiserver names its own audiences with each review; kubelets and other callers of the TokenReview API name
/// theirs. A token that is good at the apiserver is not thereby good at whatever asks with its name.
struct Audiences: Sendable {
    private let ours: [String]

    /// Empty means: whatever the caller asks for is ours.
    init(_ ours: [String]) { self.ours = ours }

    /// Whether a reply can be given for one of the audiences of `review`; true if it names none.
    func intersects(_ review: borrowing TokenReview) -> Bool {
        guard !ours.isEmpty, let asked = review.audiences else { return true }
        var walk = asked.children
        var isEmpty = true
        while walk.advance() {
            isEmpty = false
            if let value = walk.value, isOurs(value) { return true }
        }
        return isEmpty
    }

    /// Appends those of the asked audiences that are ours, as the reply's field; nothing if none were asked for.
    func append(_ review: borrowing TokenReview, to buffer: inout ByteBuffer) {
        guard let asked = review.audiences else { return }
        var walk = asked.children
        var count = 0
        while walk.advance() {
            guard let value = walk.value, isOurs(value), let text = value.string else { continue }
            buffer.append(count == 0 ? ",\"audiences\":[" : ",")
            buffer.append(json: text)
            count += 1
        }
        if count > 0 { buffer.append("]") }
    }

    private func isOurs(_ value: borrowing JSONValue) -> Bool {
        guard !ours.isEmpty else { return true }
        guard let text = value.string else { return false }
        return ours.contains { name in
            guard name.utf8.count == text.count else { return false }
            var index = 0
            for byte in name.utf8 {
                guard byte == text[index] else { return false }
                index += 1
            }
            return true
        }
    }
}
