// SPDX-License-Identifier: Apache-2.0

/// The name of a group that an operator gives to a tier beside ours.
///
/// The apiserver acts on whatever name it is told, so a name that Kubernetes, k3s or we ourselves give a meaning to
/// cannot be made.
public struct GroupName: Hashable, Sendable {
    /// The longest name, in bytes.
    public static let longest = 256

    /// Printable ASCII without spaces.
    public let text: String

    /// Takes a name that nobody gives a meaning to but this cluster.
    public init(_ text: String) throws(NameRefusal) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        // Asked before the prefixes: no look-alike of a letter gets there.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unprintable }
        let lowered = text.lowercased()
        guard !lowered.hasPrefix("system:"), !lowered.hasPrefix("k3s:") else { throw .reserved }
        guard !lowered.hasPrefix("seal:") else { throw .tier }
        self.text = text
    }
}
