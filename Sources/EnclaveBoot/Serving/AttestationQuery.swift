// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// What a request for a document says: a nonce, or nothing.
///
/// Nothing else can be chosen from outside. An enclave that signed foreign data would vouch for anything.
enum AttestationQuery: Equatable {
    case none
    case nonce([UInt8])
    case refused(Refusal)

    /// Why a query is refused.
    enum Refusal: String, CaseIterable {
        case unknownParameter = "unknown_parameter"
        case duplicateParameter = "duplicate_parameter"
        case badNonce = "bad_nonce"

        var sentence: StaticString {
            switch self {
            case .unknownParameter: "the only parameter is nonce"
            case .duplicateParameter: "nonce is given twice"
            case .badNonce: "nonce must be 16 to 64 bytes, in lower-case hexadecimal or in base64url without padding"
            }
        }
    }

    /// How long a nonce may be: 16 bytes are not guessed, and no verifier sends more than 64.
    static let lengths = 16...64

    init(_ query: Span<UInt8>) {
        guard !query.isEmpty else {
            self = .none
            return
        }
        var pairs = 1
        for index in query.indices where query[index] == UInt8(ascii: "&") { pairs += 1 }
        let name: StaticString = "nonce="
        guard Self.begins(query, with: name) else {
            self = .refused(.unknownParameter)
            return
        }
        guard pairs == 1 else {
            let text = [UInt8](copying: query)
            let parts = text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            let isDuplicate = parts.allSatisfy { $0.starts(with: Array("nonce=".utf8)) }
            self = .refused(isDuplicate ? .duplicateParameter : .unknownParameter)
            return
        }
        let digits = query.extracting(droppingFirst: name.utf8CodeUnitCount)
        self = Self.bytes(of: digits).map { .nonce($0) } ?? .refused(.badNonce)
    }

    /// Hexadecimal if it can be that, else base64url.
    ///
    /// A text of 32 characters or more that is meant as base64url and looks like the other comes once in 2^64; then the answer's nonce
    /// is another one than was meant, and the caller refuses it.
    private static func bytes(of digits: Span<UInt8>) -> [UInt8]? {
        guard digits.count <= 2 * lengths.upperBound else { return nil }
        let bytes = Hex.decode(digits, count: digits.count / 2) ?? Base64.decode(digits, .url)
        guard let bytes, lengths.contains(bytes.count) else { return nil }
        return bytes
    }

    private static func begins(_ bytes: Span<UInt8>, with literal: StaticString) -> Bool {
        literal.withUTF8Buffer { text in
            guard bytes.count >= text.count else { return false }
            return text.indices.allSatisfy { unsafe bytes[$0] == text[$0] }
        }
    }
}
