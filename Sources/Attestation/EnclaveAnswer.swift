// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// What an enclave answers to whoever asks who it is; nothing of it is believed yet.
public struct EnclaveAnswer: Hashable, Sendable {
    /// The longest that is looked at.
    public static let maximumBytes = 64 << 10
    /// More than an enclave tells at a time.
    public static let maximumSuccessors = 16

    /// The document's bytes.
    public let document: [UInt8]
    /// Statements of keys that have succeeded those of the document.
    public let successors: [[UInt8]]

    /// Reads an answer; `nil` for what is none.
    public init?(_ body: [UInt8]) {
        var (document, successors): ([UInt8]?, [[UInt8]]) = (nil, [])
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: Self.maximumBytes)
            try parser.withDocument(body.span) { root throws(JSONError) in
                if let text = try root.member("document")?.string { document = Base64.decode(text) }
                guard let list = try root.member("successors") else { return }
                var items = list.children
                while items.advance() {
                    guard successors.count < Self.maximumSuccessors, let text = items.value?.string,
                        let bytes = Base64.decode(text)
                    else { throw .wrongType }
                    successors.append(bytes)
                }
            }
        } catch { return nil }
        guard let document else { return nil }
        (self.document, self.successors) = (document, successors)
    }
}
