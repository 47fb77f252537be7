// SPDX-License-Identifier: Apache-2.0

/// Text that an operator wrote, made fit for a message.
enum Quoted {
    /// How much of a value a message repeats.
    static let valueLimit = 60
    /// How long a name of ours can be at most; what is longer may be a secret in the wrong place.
    static let nameLimit = 40

    /// A value in quotes, cut, with everything escaped that a terminal could act on.
    static func value(_ text: String) -> String {
        var quoted = "\""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < valueLimit else { return quoted + "…\"" }
            quoted += scalar.escaped(asASCII: true)
        }
        return quoted + "\""
    }

    /// A name in quotes if it can be one, so that no misplaced secret is repeated.
    static func name(_ text: String) -> String? {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isName, !text.isEmpty, text.utf8.count <= nameLimit else { return nil }
        return "\"\(text)\""
    }
}
