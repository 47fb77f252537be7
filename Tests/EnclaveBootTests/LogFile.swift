// SPDX-License-Identifier: Apache-2.0
import Kernel
import Telemetry

/// A log into a file, to be read back.
final class LogFile: Sendable {
    let path: String
    private let sink: LineSink

    init(in folder: TemporaryFolder) throws {
        path = folder.path + "/log"
        sink = try LineSink(.file(path))
    }

    var log: Log { Log(to: sink, minimum: .debug) }

    /// The lines so far.
    var lines: [String] {
        sink.flush()
        guard let contents = try? FileContents.read(path, limit: 1 << 24) else { return [] }
        return String(decoding: contents.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The messages of lines with a field, in order.
    func values(of field: String, where text: String = "") -> [String] {
        lines.filter { $0.contains(text) }.compactMap { line in
            let parts = line.split(separator: " ")
            return parts.first { $0.hasPrefix(field + "=") }.map { String($0.dropFirst(field.count + 1)) }
        }
    }
}
