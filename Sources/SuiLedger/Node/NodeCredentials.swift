// SPDX-License-Identifier: Apache-2.0
public import HTTPClient
public import Kernel

/// A provider's key, read from a file that its owner alone may read.
///
/// Each line is `name: value`, as in a request; empty lines and lines that begin with `#` count for nothing.
public enum NodeCredentials {
    /// Why a file gives no credentials; says where, never what.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file cannot be read.
        case file(FileError)
        /// Others than its owner may read or change it.
        case notPrivate
        /// This line is no header.
        case malformed(line: Int)
        /// This line names a header that every request has from us.
        case reserved(line: Int)
        /// There is no header in it.
        case empty

        /// A phrase that can follow the file's name and a colon.
        public var description: String {
            switch self {
            case .file(let error): error.description
            case .notPrivate: "others than its owner may read or change it; chmod 600 helps"
            case .malformed(let line): "line \(line) is not \"name: value\""
            case .reserved(let line): "line \(line) names a header that is not for credentials"
            case .empty: "there is no \"name: value\" in it"
            }
        }
    }

    /// More than any provider's key takes.
    static let maximumBytes = 16 * 1024
    /// What a request says by itself; naming it twice would make another request of it.
    private static let reserved: Set<String> = [
        "host", "content-type", "content-length", "transfer-encoding", "connection", "te", "accept", "expect",
        "user-agent",
    ]

    /// Reads a file.
    public static func read(_ path: String) throws(Failure) -> [Header] {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: maximumBytes) } catch {
            throw .file(error)
        }
        // The file that was read, not one that came into its place.
        guard contents.status.isPrivate else { throw .notPrivate }
        return try parse(String(decoding: contents.bytes, as: UTF8.self))
    }

    /// Reads a file's text.
    static func parse(_ text: String) throws(Failure) -> [Header] {
        var headers: [Header] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = trimmed(line)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let colon = line.firstIndex(of: ":") else { throw .malformed(line: index + 1) }
            let header = Header(line[..<colon].lowercased(), String(trimmed(line[line.index(after: colon)...])))
            guard header.isSendable, !header.value.isEmpty else { throw .malformed(line: index + 1) }
            guard !reserved.contains(header.name), !header.name.hasPrefix("grpc-") else {
                throw .reserved(line: index + 1)
            }
            headers.append(header)
        }
        guard !headers.isEmpty else { throw .empty }
        return headers
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        guard let end = text.lastIndex(where: { !isSpace($0) }) else { return "" }
        return text[...end].drop(while: isSpace)
    }
}
