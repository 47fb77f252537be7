// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPClient
internal import Kernel

/// Keys for nodes that want one: a line `NAME: VALUE` for each header.
enum CredentialsFile {
    private static let limit = 16 * 1024

    /// Reads a file that its owner alone may read.
    static func read(_ path: String) throws(CommandFailure) -> [Header] {
        let text = try PrivateFile.text(path, limit: limit)
        var headers: [Header] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            // The line itself is not shown: it may be a key.
            guard !value.isEmpty else {
                throw CommandFailure("\(path):\(index + 1): must be NAME: VALUE", .configuration)
            }
            headers.append(Header(String(parts[0]), value))
        }
        return headers
    }
}
