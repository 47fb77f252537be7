// SPDX-License-Identifier: Apache-2.0

/// The name of an enclave: `i-<8 to 17 digits>-enc<16 digits>`, of which the first part is its parent instance's.
struct ModuleName: Sendable {
    /// The whole name.
    let text: String
    /// The parent instance's id.
    let instance: String

    /// Reads a name; one of a NitroTPM, `i-…-tpm…`, is refused as such.
    init(_ text: String) throws(AttestationRefusal) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "i", Self.isHex(parts[1], 8...17) else {
            throw AttestationRefusal(.wrongField, "module_id")
        }
        if parts[2].hasPrefix("tpm") { throw AttestationRefusal(.nitroTPM, "module_id") }
        guard parts[2].hasPrefix("enc"), Self.isHex(parts[2].dropFirst(3), 16...16) else {
            throw AttestationRefusal(.wrongField, "module_id")
        }
        self.text = text
        instance = "i-" + parts[1]
    }

    private static func isHex(_ text: Substring, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
