// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Wire

extension YAMLNode {
    /// The value as JSON, as `kubectl apply -f` would send it.
    ///
    /// Bare values are what Kubernetes' own converter (sigs.k8s.io/yaml) takes them for, which is YAML 1.1: `yes` and `on` are true,
    /// `0644` is 420; what stands in quotes is text. Names stay text, however they are written.
    func json(of file: String) throws(ConfigurationError) -> [UInt8] {
        var buffer = ByteBuffer()
        do throws(Problem) { try appendJSON(to: &buffer, file) } catch { throw ConfigurationError([error]) }
        return Array(buffer.bytes)
    }

    private func appendJSON(to buffer: inout ByteBuffer, _ file: String) throws(Problem) {
        switch content {
        case .scalar(let text, isPlain: false): buffer.append(json: text)
        case .scalar(let text, isPlain: true):
            switch PlainScalar(text) {
            case .text: buffer.append(json: text)
            case .bare(let value): buffer.append(value)
            case .infinite:
                throw Problem(
                    .invalidValue, at: .file(file, position),
                    "a number that is none, or without an end, has no place in an object"
                )
            }
        case .sequence(let items):
            buffer.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                try item.appendJSON(to: &buffer, file)
            }
            buffer.append(UInt8(ascii: "]"))
        case .mapping(let entries):
            buffer.append(UInt8(ascii: "{"))
            for (index, entry) in entries.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(json: entry.key)
                buffer.append(UInt8(ascii: ":"))
                try entry.value.appendJSON(to: &buffer, file)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }
}
