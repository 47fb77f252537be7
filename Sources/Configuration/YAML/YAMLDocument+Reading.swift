// SPDX-License-Identifier: Apache-2.0
internal import Kernel

extension YAMLDocument {
    /// Reads and parses the file at `path`.
    public static func read(
        _ path: String, limits: YAMLLimits = YAMLLimits()
    ) throws(ConfigurationError) -> YAMLDocument {
        let contents: FileContents
        do throws(FileError) {
            contents = try FileContents.read(path, limit: limits.bytes)
        } catch {
            throw ConfigurationError([Problem(reading: path, error)])
        }
        return try parse(contents.bytes.span, name: path, limits: limits)
    }

    /// Parses YAML, of which JSON is a part.
    ///
    /// What lets one file mean two things, or a small file mean a large one, is refused: anchors and aliases,
    /// tags that are not YAML's own, duplicate names, names that are not scalars, a second document.
    public static func parse(
        _ bytes: Span<UInt8>, name: String, limits: YAMLLimits = YAMLLimits()
    ) throws(ConfigurationError) -> YAMLDocument {
        do throws(Problem) {
            guard bytes.count <= limits.bytes else {
                throw Problem(.tooLarge, at: .file(name, nil), "longer than \(limits.bytes) bytes")
            }
            var builder = YAMLTreeBuilder(parser: YAMLEventParser(bytes, name: name), limits: limits)
            return YAMLDocument(name: name, root: try builder.document())
        } catch {
            throw ConfigurationError([error])
        }
    }
}
