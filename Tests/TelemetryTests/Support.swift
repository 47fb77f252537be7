// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel

@testable import Telemetry

extension ByteBuffer {
    /// The bytes as text.
    var text: String { String(decoding: span.indices.map { span[$0] }, as: UTF8.self) }
}

/// A pipe: what is written to one end can be read from the other.
final class Pipe {
    let reader: Descriptor
    let writer: CInt

    init() throws {
        var ends: [CInt] = [-1, -1]
        _ = try SystemError.check("pipe") { Int(Glibc.pipe(&ends)) }
        reader = Descriptor(owning: ends[0])
        writer = ends[1]
    }

    /// What waits in the pipe, without waiting for more.
    func readAll() -> String {
        _ = fcntl(reader.raw, F_SETFL, O_NONBLOCK)
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = read(reader.raw, &chunk, chunk.count), count > 0 { all += chunk[0..<count] }
        return String(decoding: all, as: UTF8.self)
    }
}

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/telemetry-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The text of a file in it.
    func text(of name: String) -> String? {
        guard let file = fopen("\(path)/\(name)", "r") else { return nil }
        defer { fclose(file) }
        var all: [UInt8] = []
        while case let byte = getc(file), byte != EOF { all.append(UInt8(byte)) }
        return String(decoding: all, as: UTF8.self)
    }

    deinit { _ = system("rm -r '\(path)'") }
}

/// One line as a sink takes it.
func line(_ text: String) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.append(text + "\n")
    return buffer
}
