// SPDX-License-Identifier: Apache-2.0

/// Which names of users and groups an apiserver may be told.
///
/// It checks none of them itself: k3s hands cluster keys to `k3s:server`, Kubernetes the cluster to `system:masters`. So the rule is
/// asked when a configuration is read and again when an answer is written, whatever a chain or a file says.
public enum NameRule {
    /// Why a name may not be told.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        case empty
        case tooLong = "too_long"
        case unprintable
        case reserved
    }

    /// The longest name.
    public static let maximumLength = 512

    /// How many printable characters there are, from 0x21 to 0x7E.
    private static let printable: UInt8 = 0x5E

    /// Refuses a name that is empty, endless, not printable ASCII without spaces, or one of the cluster's own in any case of letters.
    public static func check(_ name: Span<UInt8>) throws(Refusal) {
        guard !name.isEmpty else { throw .empty }
        guard name.count <= maximumLength else { throw .tooLong }
        // All of it, whatever is found: without a way out on the way, many bytes are looked at at a time.
        var strangest: UInt8 = 0
        for index in 0..<name.count { strangest = max(strangest, unsafe name[unchecked: index] &- 0x21) }
        guard strangest < printable else { throw .unprintable }
        guard !begins(name, with: "system:"), !begins(name, with: "k3s:") else { throw .reserved }
    }

    /// Refuses a text that is no such name.
    public static func check(_ name: String) throws(Refusal) {
        let bytes = Array(name.utf8)
        try check(bytes.span)
    }

    /// Whether a value beside the names can be shown: printable and not empty.
    static func isShowable(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    @inline(__always)
    private static func begins(_ name: Span<UInt8>, with prefix: StaticString) -> Bool {
        guard name.count >= prefix.utf8CodeUnitCount else { return false }
        for index in 0..<prefix.utf8CodeUnitCount {
            let byte = name[index]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            guard unsafe lower == prefix.utf8Start[index] else { return false }
        }
        return true
    }
}
