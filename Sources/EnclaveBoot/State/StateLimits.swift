// SPDX-License-Identifier: Apache-2.0

/// How much of a state is kept at most.
public struct StateLimits: Hashable, Sendable {
    /// How many files.
    public var files = 4096
    /// How many bytes of all files together; they lie in the enclave's memory.
    public var bytes: UInt64 = 1 << 30
    /// How deep folders lie in one another.
    public var depth = 8
    /// How long a name is, with the folders before it.
    public var nameLength = 255

    /// The limits that an enclave has.
    public init() {}

    /// How long a snapshot may be: what is kept, names and lengths, tags.
    var snapshot: UInt64 { bytes + bytes / 1024 + UInt64(files) * UInt64(nameLength + 16) + 4096 }

    /// Whether a file may be called so: parts of letters, digits, dots, dashes and underscores, none of which leads upwards.
    func allows(_ name: String) -> Bool {
        guard name.utf8.count <= nameLength else { return false }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...depth).contains(parts.count) else { return false }
        return parts.allSatisfy { part in
            part != "." && part != ".." && !part.isEmpty && part.utf8.allSatisfy(Self.isOrdinary)
        }
    }

    private static func isOrdinary(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
