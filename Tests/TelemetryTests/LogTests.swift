// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import Telemetry

struct LogTests {
    /// What a log writes in `body`.
    func lines(_ format: LineEncoder.Format, minimum: Log.Level = .debug, _ body: (Log) -> Void) throws -> String {
        let pipe = try Pipe()
        let sink = try LineSink(descriptor: Descriptor(owning: pipe.writer), path: nil, limit: 1 << 16)
        body(
            Log(to: sink, format: format, minimum: minimum, clock: { WallTime(nanoseconds: 1_767_225_600_000_042_000) })
        )
        #expect(sink.close(within: .seconds(30)))
        return pipe.readAll()
    }

    @Test func `writes logfmt`() throws {
        let text = try lines(.text) { log in
            log.info("certificate reloaded", [.text("listener", "webhook"), .integer("port", 8443)])
            log.error(
                "gone", request: 0xFEDC_BA98_7654_3210,
                [
                    .text("empty", ""), .text("equals", "a=b"), .text("space", "a b"), .text("forged", "x\nlevel=info"),
                    .literal("literal", "l"), .duration("took", .microseconds(1500)), .truth("dry_run", true),
                    .integer("low", Int64.min), .integer("high", UInt64.max), .text("umlaut", "ü"),
                ])
        }
        #expect(
            text == #"""
                ts=2026-01-01T00:00:00.000042Z level=info msg="certificate reloaded" listener=webhook port=8443
                ts=2026-01-01T00:00:00.000042Z level=error msg=gone request=fedcba9876543210 empty="" equals="a=b" space="a b" forged="x\nlevel=info" literal=l took=0.0015 dry_run=true low=-9223372036854775808 high=9223372036854775807 umlaut="ü"

                """#)
    }

    @Test func `writes JSON`() throws {
        let text = try lines(.json) { log in
            log.warn(
                "half \"full\"", request: 42,
                [
                    .text("user", "a\"b"), .integer("n", -1), .duration("took", .seconds(2)), .truth("ok", false),
                    .error(SystemError(call: "open", errno: 13)),
                ])
        }
        #expect(
            text == #"""
                {"ts":"2026-01-01T00:00:00.000042Z","level":"warn","msg":"half \"full\"","request":"000000000000002a","user":"a\"b","n":-1,"took":2,"ok":false,"error":"open: Permission denied"}

                """#)
    }

    @Test(arguments: Log.Level.allCases) func `keeps quiet below its level`(_ minimum: Log.Level) throws {
        let text = try lines(.text, minimum: minimum) { log in
            log.debug("d")
            log.info("i")
            log.warn("w")
            log.error("e")
        }
        let expected = ["debug": 4, "info": 3, "warn": 2, "error": 1][minimum.rawValue]
        #expect(text.split(separator: "\n").count == expected)
        #expect(text.contains("level=error msg=e"))
    }

    @Test func `does not compute fields that nobody will read`() throws {
        var isComputed = false
        func field() -> [Log.Field] {
            isComputed = true
            return []
        }
        _ = try lines(.text, minimum: .warn) { $0.info("quiet", field()) }
        #expect(!isComputed)
    }

    @Test func `counts lines by level, those alone that it wrote`() throws {
        let counts = Counters<Log.Level>("lines_total", "Lines.", labels: ["level"])
        let pipe = try Pipe()
        let sink = try LineSink(descriptor: Descriptor(owning: pipe.writer), path: nil, limit: 1 << 16)
        let log = Log(to: sink, minimum: .info, counting: counts)
        log.debug("d")
        log.error("e")
        log.error("e")
        #expect(counts.value(of: .debug) == 0)
        #expect(counts.value(of: .error) == 2)
    }
}
