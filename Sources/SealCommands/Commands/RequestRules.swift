// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import DevLedger
internal import SuiLedger

/// What the contracts take of a request, asked before anything is sent: they have one error for all of it, and no words.
enum RequestRules {
    static let longestManifest = 8192

    /// Looks at what stands in the command line.
    static func check(_ draft: RequestDraft) throws(CommandFailure) {
        guard Names.isResource(draft.resource) else {
            throw CommandFailure(
                "RESOURCE must be as `kubectl api-resources` has it, with its group, such as deployments.apps: "
                    + "lowercase letters, digits, -, . and /, \(Names.longestResource) bytes at most", .usage)
        }
        guard Names.isObjectName(draft.name) else {
            throw CommandFailure(
                "NAME must be lowercase letters, digits, - and ., with a letter or digit at both ends, "
                    + "\(Names.longestObjectName) bytes at most", .usage)
        }
        guard draft.namespace.isEmpty || Names.isLabel(draft.namespace) else {
            throw CommandFailure(
                "--namespace must be lowercase letters, digits and -, with a letter or digit at both ends, "
                    + "\(Names.longestLabel) bytes at most", .usage)
        }
        guard draft.uri.isEmpty || Names.isEndpoint(draft.uri) else {
            throw CommandFailure(
                "--manifest-uri must be https:// and what follows it in an address, without white space, quotes, # and "
                    + "the like, \(Names.longestEndpoint) bytes at most", .usage)
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
        guard let index = bytes.firstIndex(where: { !Names.isText($0) }) else {
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

    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
