// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What stands beside our server's own file: the variables that its unit gives it, which win.
///
/// Read as systemd reads an `EnvironmentFile=` whose lines say one thing each, `NAME=VALUE`, with the value in quotes or without.
struct ServerVariables {
    private let values: [String: String]

    /// Reads the file; a line that says nothing is none, and of two that say the same the last one counts.
    init(_ contents: [UInt8]) {
        var values: [String: String] = [:]
        for line in String(decoding: contents, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let first = line.first, first != "#", first != ";" else { continue }
            values[Self.trimmed(parts[0])] = Self.unquoted(Self.trimmed(parts[1]))
        }
        self.values = values
    }

    /// Where health is asked, if a variable says it.
    ///
    /// Who listens at all addresses is asked at this machine's own.
    var operations: SocketAddress? {
        guard let address = values["K3S_DAAS_OPS_ADDRESS"].flatMap({ SocketAddress($0) }) else { return nil }
        switch address.description {
        case "0.0.0.0:\(address.port)": return SocketAddress("127.0.0.1:\(address.port)")
        case "[::]:\(address.port)": return SocketAddress("[::1]:\(address.port)")
        default: return address
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }
}
