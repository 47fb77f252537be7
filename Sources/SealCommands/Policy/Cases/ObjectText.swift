// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// Objects and reviews in files, YAML or JSON.
enum ObjectText {
    /// What a file may cost: as much as an apiserver takes in one request.
    static let limits = YAMLLimits(bytes: 4 << 20, depth: 60, nodes: 500_000)

    /// The one object in a file, as JSON.
    static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        try parse(try contents(path), name: path)
    }

    /// The one object in a text, as JSON.
    static func parse(_ bytes: [UInt8], name: String) throws(ConfigurationError) -> [UInt8] {
        let document = try YAMLDocument.parse(bytes.span, name: name, limits: limits)
        guard case .mapping = document.root.content else {
            throw ConfigurationError([Problem(.wrongType, at: .file(name, nil), "must hold one object")])
        }
        return try document.root.json(of: name)
    }

    /// A recorded review: JSON as it stands, so that it is judged by the very bytes that an apiserver sent.
    static func review(_ path: String) throws(ConfigurationError) -> [UInt8] {
        let bytes = try contents(path)
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") ? bytes : try parse(bytes, name: path)
    }

    private static func contents(_ path: String) throws(ConfigurationError) -> [UInt8] {
        do throws(FileError) { return try FileContents.read(path, limit: limits.bytes).bytes } catch {
            throw ConfigurationError([Problem(reading: path, error)])
        }
    }
}
