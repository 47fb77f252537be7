// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

struct CharacterClassTests {
    private static let alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    private func members(_ isMember: (UInt8) -> Bool) -> Set<UInt8> {
        Set((0...255).map { UInt8($0) }.filter(isMember))
    }

    // RFC 9110 §5.6.2
    @Test func `a token is made of`() {
        #expect(members(CharacterClass.isToken) == Set((Self.alphanumeric + "!#$%&'*+-.^_`|~").utf8))
    }

    // RFC 3986 §2.2, §2.3, and the percent of §2.1
    @Test func `a target is made of`() {
        #expect(members(CharacterClass.isTarget) == Set((Self.alphanumeric + "-._~:/?[]@!$&'()*+,;=%").utf8))
    }

    @Test func `an authority is made of`() {
        #expect(members(CharacterClass.isAuthority) == Set((Self.alphanumeric + "-._~:[]!$&'()*+;=%").utf8))
    }

    // RFC 9110 §5.5
    @Test func `a field value is made of`() {
        let expected = Set(UInt8(0x20)...UInt8(0x7E)).union(Set(UInt8(0x80)...UInt8(0xFF))).union([0x09])
        #expect(members(CharacterClass.isValue) == expected)
    }
}
