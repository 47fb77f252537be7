// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Where connections are carried on to.
public enum ForwardTarget: Hashable, Sendable, CustomStringConvertible {
    /// An endpoint.
    case endpoint(Endpoint)
    /// A host whose name is looked up anew for each connection.
    case host(String, port: UInt16)

    /// Reads an endpoint that can be connected to, or `tcp:NAME:PORT`.
    public init?(_ text: String) {
        if let endpoint = Endpoint(text) {
            guard endpoint.isReachable else { return nil }
            self = .endpoint(endpoint)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "tcp", Self.isHost(parts[1]), !parts[2].hasPrefix("0"),
            parts[2].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(parts[2])
        else { return nil }
        self = .host(String(parts[1]), port: port)
    }

    /// The form that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .endpoint(let endpoint): endpoint.description
        case .host(let name, let port): "tcp:\(name):\(port)"
        }
    }

    /// Whether a text is a host's name: labels of letters, digits and dashes (RFC 1123 §2.1).
    ///
    /// A last label of digits alone would be an address in one of its older spellings.
    private static func isHost(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let last = labels.last, !last.allSatisfy(isDigit) else { return false }
        return labels.allSatisfy { label in
            let dash = UInt8(ascii: "-")
            guard (1...63).contains(label.count), label.first != dash, label.last != dash else { return false }
            return label.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || isDigit($0) || $0 == dash }
        }
    }
}
