// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Telemetry

/// A log that a test reads while it is written, and waits for.
final class LogFile: Sendable {
    private let sink: LineSink
    private let heard = Monitor<[String]>([])
    private let marks = Locked(0)

    init(in folder: TemporaryFolder) throws {
        // A pipe, not a file: who waits for a line is woken by it, and takes no time from those who write it.
        let path = folder.path + "/log-\(UInt32.random(in: 0 ... .max))"
        guard mkfifo(path, 0o600) == 0 else { throw SystemError(call: "mkfifo", errno: errno) }
        let heard = heard
        let raw = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError(call: "open", errno: errno) }
        let reader = SharedDescriptor(Descriptor(owning: raw))
        sink = try LineSink(.file(path))
        _ = fcntl(raw, F_SETFL, 0)
        _ = try BackgroundThread(name: "log") {
            guard let reader = reader.take() else { return }
            Self.listen(reader, heard)
        }
    }

    var log: Log { Log(to: sink, minimum: .debug) }

    /// The lines so far.
    var lines: [String] {
        let mark = marks.withLock { marks in
            marks += 1
            return marks
        }
        log.debug("mark", [.integer("number", mark)])
        sink.flush(within: .seconds(60))
        _ = waitFor("msg=mark number=\(mark)")
        return heard.withLock { $0.filter { !$0.contains("msg=mark ") } }
    }

    /// Waits until so many lines hold a text, a minute at most.
    @discardableResult
    func waitFor(_ text: String, times count: Int = 1) -> Bool {
        heard.wait(until: Monotonic.now.advanced(by: .seconds(60))) { lines in
            lines.count { $0.contains(text) } >= count ? true : nil
        } ?? false
    }

    /// What stands in a field, in the lines that hold a text, in their order.
    func values(of field: String, where text: String = "") -> [String] {
        lines.filter { $0.contains(text) }.compactMap { line in
            let parts = line.split(separator: " ")
            return parts.first { $0.hasPrefix(field + "=") }.map { String($0.dropFirst(field.count + 1)) }
        }
    }

    private static func listen(_ reader: borrowing Descriptor, _ heard: Monitor<[String]>) {
        var rest: [UInt8] = []
        while let bytes = try? reader.readAvailable(65536), !bytes.isEmpty {
            rest += bytes
            var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let last = lines.popLast() ?? []
            let whole = lines.map { String(decoding: $0, as: UTF8.self) }
            rest = Array(last)
            heard.withLock { $0 += whole }
            heard.notifyAll()
        }
    }
}
