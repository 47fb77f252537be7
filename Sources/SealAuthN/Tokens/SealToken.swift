// SPDX-License-Identifier: Apache-2.0

/// The form of a Seal token: 64 lowercase digits, with or without `seal_` in front.
public enum SealToken {
    /// What may stand in front.
    public static let prefix: StaticString = "seal_"
    /// The secret's digits.
    public static let digits = 64
    /// The secret itself.
    public static let secretBytes = 32

    /// What must be 64 digits for `token` to be ours; decided by its length before anything is read.
    @_lifetime(copy token)
    static func body(of token: Span<UInt8>) -> Span<UInt8>? {
        let prefixCount = prefix.utf8CodeUnitCount
        var body = token
        if token.count == prefixCount + digits {
            for index in 0..<prefixCount where unsafe token[index] != prefix.utf8Start[index] { return nil }
            body = token.extracting(droppingFirst: prefixCount)
        }
        return body.count == digits ? body : nil
    }
}
