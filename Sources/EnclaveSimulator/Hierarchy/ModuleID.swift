// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// The name of a security module: a machine's, `-enc`, and a number of the enclave's.
public struct ModuleID: Hashable, Sendable {
    /// The machine's part: `i-` and 17 hexadecimal digits.
    public let instance: String
    /// The enclave's part: 16 hexadecimal digits.
    public let enclave: String

    /// One that is nobody's.
    public static let example = ModuleID(instance: "i-05ec0de0000000001", enclave: "0191ec0de0000001")

    /// Reads `i-05ec0de0000000001-enc0191ec0de0000001`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "i", parts[2].hasPrefix("enc"), (8...17).contains(parts[1].utf8.count),
            Self.isHex(parts[1]), parts[2].utf8.count == 19, Self.isHex(String(parts[2].dropFirst(3)))
        else { return nil }
        self.init(instance: "i-" + parts[1], enclave: String(parts[2].dropFirst(3)))
    }

    private init(instance: String, enclave: String) {
        self.instance = instance
        self.enclave = enclave
    }

    /// As documents write it.
    public var text: String { "\(instance)-enc\(enclave)" }

    /// The number of a leaf: the enclave's part, four zeros, and when it was made.
    func leafSerial(at time: WallTime) -> [UInt8] {
        let digits = Array(enclave.utf8)
        let seconds = UInt32(truncatingIfNeeded: time.seconds)
        return (Hex.decode(digits.span, count: 8) ?? []) + [0, 0, 0, 0]
            + (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * UInt32($0))) }
    }

    private static func isHex(_ text: String) -> Bool { text.utf8.allSatisfy { Hex.value($0) != nil } }
}
