// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Identities as an apiserver hands them back.
public enum IdentityText {
    private static let prefix: StaticString = "sui:"
    private static let address: StaticString = "sui:0x"
    private static let number: StaticString = "0x"

    /// Whether a user name is one that only we give out.
    public static func isOurs(_ username: Span<UInt8>) -> Bool { begins(username, with: prefix) }

    /// The address in a user name.
    public static func owner(_ username: Span<UInt8>) -> Bytes32? { bytes(username, after: address) }

    /// The number in a uid.
    public static func uid(_ uid: Span<UInt8>) -> Bytes32? { bytes(uid, after: number) }

    private static func bytes(_ text: Span<UInt8>, after prefix: StaticString) -> Bytes32? {
        guard begins(text, with: prefix) else { return nil }
        return Bytes32(hex: text.extracting(droppingFirst: prefix.utf8CodeUnitCount))
    }

    private static func begins(_ text: Span<UInt8>, with prefix: StaticString) -> Bool {
        guard text.count >= prefix.utf8CodeUnitCount else { return false }
        for index in 0..<prefix.utf8CodeUnitCount where unsafe text[index] != prefix.utf8Start[index] { return false }
        return true
    }
}
