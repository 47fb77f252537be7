// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// The form of a Seal token: 64 lowercase digits, with or without `seal_` in front.
enum SealToken {
    /// What may stand in front.
    static let prefix: StaticString = "seal_"
    /// The secret's digits.
    static let digits = 64
    /// The secret itself.
    static let secretBytes = 32

    /// The digits of `token`, or `nil` if it is none of ours; decided by its length before anything is read.
    @_lifetime(copy token)
    static func digits(of token: Span<UInt8>) -> Span<UInt8>? {
        let prefixCount = prefix.utf8CodeUnitCount
        var body = token
        if token.count == prefixCount + digits {
            for index in 0..<prefixCount where unsafe token[index] != prefix.utf8Start[index] { return nil }
            body = token.extracting(droppingFirst: prefixCount)
        }
        guard body.count == digits else { return nil }
        for index in body.indices where Hex.value(body[index]) == nil { return nil }
        return body
    }
}
