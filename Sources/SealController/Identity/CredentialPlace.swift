// SPDX-License-Identifier: Apache-2.0

/// Where a request carries its token, if it does.
enum CredentialPlace: Equatable {
    /// Nowhere.
    case none
    /// In `Authorization`, behind `Bearer ` of this many bytes.
    case authorization(from: Int)
    /// In `X-Seal-Token`, all of it.
    case sealToken
    /// In both, or in a way that is none of ours: which of them is meant, nobody can say.
    case unclear

    /// The scheme of RFC 6750, in any case of letters, and one space.
    private static let scheme: StaticString = "bearer "

    /// Looks at both fields; empty is not there.
    init(authorization: Span<UInt8>, sealToken: Span<UInt8>) {
        switch (authorization.isEmpty, sealToken.isEmpty) {
        case (true, true): self = .none
        case (true, false): self = .sealToken
        case (false, false): self = .unclear
        case (false, true):
            let count = Self.scheme.utf8CodeUnitCount
            self = Self.begins(authorization) ? .authorization(from: count) : .unclear
        }
    }

    private static func begins(_ field: Span<UInt8>) -> Bool {
        scheme.withUTF8Buffer { scheme in
            guard field.count > scheme.count else { return false }
            return scheme.indices.allSatisfy { index in
                let byte = field[index]
                let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
                return unsafe lower == scheme[index]
            }
        }
    }
}
