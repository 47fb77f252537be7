// SPDX-License-Identifier: Apache-2.0

/// Which strings may stand on chain: the contracts' `names`.
public enum Names {
    /// How long a label may be, in bytes.
    public static let longestLabel = 63
    /// How long a resource with its group may be, in bytes.
    public static let longestResource = 96
    /// How long the name of an object may be, in bytes.
    public static let longestObjectName = 253
    /// How long an endpoint may be, in bytes.
    public static let longestEndpoint = 256

    /// Whether it may be the name of a namespace or a node.
    public static func isLabel(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= longestLabel, first != dash, last != dash
        else {
            return false
        }
        return bytes.allSatisfy { isLowerOrDigit($0) || $0 == dash }
    }

    static func isPermission(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 96 else { return false }
        let halves = bytes.split(separator: colon, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        let parts = halves[0].split(separator: slash, omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return false }
        let isNamed = parts.allSatisfy { part in
            isStar(part) || (!part.isEmpty && part.allSatisfy { isLowerOrDigit($0) || $0 == dash || $0 == dot })
        }
        let verb = halves[1]
        return isNamed && (isStar(verb) || (!verb.isEmpty && verb.allSatisfy(isLower)))
    }

    /// Whether it may be a resource, with its group.
    public static func isResource(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= longestResource, isLower(first),
            isLowerOrDigit(last)
        else { return false }
        return bytes.allSatisfy { isLowerOrDigit($0) || $0 == dash || $0 == dot || $0 == slash }
    }

    /// Whether it may be the name of an object.
    public static func isObjectName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= longestObjectName, isLowerOrDigit(first),
            isLowerOrDigit(last)
        else { return false }
        return bytes.allSatisfy { isLowerOrDigit($0) || $0 == dash || $0 == dot }
    }

    /// Whether it may be an address, of https alone.
    public static func isEndpoint(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let scheme = Array("https://".utf8)
        guard bytes.count > scheme.count, bytes.count <= longestEndpoint, bytes.starts(with: scheme) else {
            return false
        }
        let others = Array("-./:%=?[]_~".utf8)
        return bytes.allSatisfy { byte in
            isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || others.contains(byte)
        }
    }

    static func isText(_ text: String, max: Int) -> Bool {
        text.utf8.count <= max && text.utf8.allSatisfy(isText)
    }

    /// Whether a byte may be part of a text: printable ASCII, a tab, a line feed.
    public static func isText(_ byte: UInt8) -> Bool { (32..<127).contains(byte) || byte == 9 || byte == 10 }

    static func isSystemNamespace(_ text: String) -> Bool { text == "k3s-daas-system" || text.hasPrefix("kube-") }

    private static let dash = UInt8(ascii: "-")
    private static let dot = UInt8(ascii: ".")
    private static let slash = UInt8(ascii: "/")
    private static let colon = UInt8(ascii: ":")

    private static func isStar(_ part: ArraySlice<UInt8>) -> Bool { part.elementsEqual([UInt8(ascii: "*")]) }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isLower(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
