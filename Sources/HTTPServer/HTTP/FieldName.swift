// SPDX-License-Identifier: Apache-2.0

/// The fields of a request that mean the same in every version of HTTP, and something to this server.
enum FieldName {
    case host, expect, origin, sealToken, authorization, contentLength, contentEncoding

    /// What `name` is, in whatever case it is written; `nil` if it is none of them.
    init?(_ name: Span<UInt8>) {
        switch name.count {
        case 4 where CharacterClass.equalsIgnoringCase(name, "host"): self = .host
        case 6 where CharacterClass.equalsIgnoringCase(name, "expect"): self = .expect
        case 6 where CharacterClass.equalsIgnoringCase(name, "origin"): self = .origin
        case 12 where CharacterClass.equalsIgnoringCase(name, "x-seal-token"): self = .sealToken
        case 13 where CharacterClass.equalsIgnoringCase(name, "authorization"): self = .authorization
        case 14 where CharacterClass.equalsIgnoringCase(name, "content-length"): self = .contentLength
        case 16 where CharacterClass.equalsIgnoringCase(name, "content-encoding"): self = .contentEncoding
        default: return nil
        }
    }

    /// Whether the value is kept, and not only what it says.
    var isKept: Bool {
        switch self {
        case .host, .sealToken, .authorization: true
        case .expect, .origin, .contentLength, .contentEncoding: false
        }
    }
}
