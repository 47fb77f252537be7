// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SuiLedger

/// What the contracts take of a request, asked before anything is sent: they have one error for all of it, and no words.
enum RequestRules {
    static let longestResource = 96
    static let longestNamespace = 63
    static let longestName = 253
    static let longestManifest = 8192
    static let longestURI = 256

    /// Looks at what stands in the command line.
    static func check(_ draft: RequestDraft) throws(CommandFailure) {
        guard isResource(Array(draft.resource.utf8)) else {
            throw CommandFailure(
                "RESOURCE must be as `kubectl api-resources` has it, with its group, such as deployments.apps: "
                    + "lowercase letters, digits, -, . and /, \(longestResource) bytes at most", .usage)
        }
        guard isObjectName(Array(draft.name.utf8)) else {
            throw CommandFailure(
                "NAME must be lowercase letters, digits, - and ., with a letter or digit at both ends, "
                    + "\(longestName) bytes at most", .usage)
        }
        guard draft.namespace.isEmpty || isLabel(Array(draft.namespace.utf8)) else {
            throw CommandFailure(
                "--namespace must be lowercase letters, digits and -, with a letter or digit at both ends, "
                    + "\(longestNamespace) bytes at most", .usage)
        }
        guard draft.uri.isEmpty || isURI(Array(draft.uri.utf8)) else {
            throw CommandFailure(
                "--manifest-uri must be https:// and what follows it in an address, without white space, quotes, # and "
                    + "the like, \(longestURI) bytes at most", .usage)
        }
    }

    /// A manifest as the text that stands on chain.
    static func text(ofManifest bytes: [UInt8], _ path: String) throws(CommandFailure) -> String {
        func refuse(_ reason: String) -> CommandFailure { CommandFailure("\(path): \(reason)", .configuration) }
        guard !bytes.isEmpty else { throw refuse("the file is empty") }
        guard bytes.count <= longestManifest else {
            throw refuse(
                "\(bytes.count) bytes, and no more than \(longestManifest) stand on chain: put it where it can be "
                    + "fetched, and name that place with --manifest-uri")
        }
        guard let index = bytes.firstIndex(where: { !isText($0) }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let line = 1 + bytes[..<index].count { $0 == newline }
        guard bytes[index] != carriageReturn else {
            throw refuse("line \(line) has a carriage return, which may not stand on chain: save it with LF alone")
        }
        let digits = String(bytes[index], radix: 16)
        let byte = digits.utf8.count == 1 ? "0x0\(digits)" : "0x\(digits)"
        throw refuse(
            "line \(line) has the byte \(byte), and only printable ASCII, tabs and line feeds may stand on chain: write "
                + "\"\\u00e9\" in quotes for \u{e9}, or name a place of the manifest with --manifest-uri")
    }

    // As the contracts' `names` has them.

    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let dash = UInt8(ascii: "-")
    private static let dot = UInt8(ascii: ".")
    private static let slash = UInt8(ascii: "/")
    private static let scheme = Array("https://".utf8)
    private static let marks = Array("-./:%=?[]_~".utf8)

    private static func isText(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) || byte == 0x09 || byte == newline
    }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isLower(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isResource(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isLower(first), isPlain(last) else { return false }
        return bytes.count <= longestResource
            && bytes.allSatisfy { isPlain($0) || $0 == dash || $0 == dot || $0 == slash }
    }

    private static func isObjectName(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isPlain(first), isPlain(last) else { return false }
        return bytes.count <= longestName && bytes.allSatisfy { isPlain($0) || $0 == dash || $0 == dot }
    }

    private static func isLabel(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isPlain(first), isPlain(last) else { return false }
        return bytes.count <= longestNamespace && bytes.allSatisfy { isPlain($0) || $0 == dash }
    }

    private static func isURI(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > scheme.count, bytes.count <= longestURI, bytes.starts(with: scheme) else { return false }
        return bytes.allSatisfy {
            isPlain($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || marks.contains($0)
        }
    }
}
