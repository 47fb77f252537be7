// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import AuditTrail

/// A newest segment that is not what was written: nothing of it is ever taken away but what a crash leaves.
@Suite struct DamagedSegmentTests {
    private let folder: TemporaryFolder
    private let heard = Locked<[TrailNotice]>([])
    private static let first = "00000000000000000000.jsonl"
    private static let second = "00000000000000000400.jsonl"
    private static let aside = "00000000000000000400.broken-1.jsonl"

    /// A segment with 400 entries, and another with three.
    init() throws {
        folder = try TemporaryFolder()
        var writer = try TrailWriter.open(folder.settings { $0.segmentBytes = 64 << 10 })
        try Self.write(0..<400, padding: 100, &writer)
        try Self.write(400..<403, &writer)
        #expect(try folder.segments() == [Self.first, Self.second])
    }

    private static func write(_ numbers: Range<Int>, padding: Int = 0, _ writer: inout TrailWriter) throws {
        var lines = ByteBuffer()
        for number in numbers { lines.append(contentsOf: TrailReading.object(number, padding: padding)) }
        writer.take(&lines)
        let isDone = writer.drain(dropped: 0)
        try #require(isDone)
    }

    private func settings(from: TrailPosition? = nil) -> AuditTrailSettings {
        folder.settings {
            $0.from = from
            $0.notice = { [heard] notice in heard.withLock { $0.append(notice) } }
        }
    }

    private func findings() throws -> [AuditFinding] { try AnchoredLogs.read([folder.trail], roots: nil).findings }

    private static let nothingReadable: [[UInt8]] = [
        .init(repeating: 0, count: 1 << 20), .init(repeating: 0, count: 512), [0],
        Array("{\"segment\":\"k3s-daas/audit-log/v1\",\"log\":\"test@here\",\"first\":401".utf8),
        Array("{\"segment\":\"k3s-daas/audit-log/v1\",\"log\":\"test@here\",\"first\":400,\"prev\":\"".utf8)
            + .init(repeating: UInt8(ascii: "0"), count: 8192),
        Array("{\"segment\":\"k3s-daas/audit-log/v1\",\"log\":\"test@here\",\"first\":400,\"prev\":\"\n".utf8),
        [UInt8(ascii: "\n")],
    ]

    @Test(arguments: nothingReadable)
    func `a newest segment in which nothing can be read is put aside and told of`(_ bytes: [UInt8]) throws {
        try folder.write(bytes, Self.second)
        var writer = try TrailWriter.open(settings())
        try Self.write(401..<402, &writer)
        #expect(try folder.bytes(Self.aside) == bytes)
        #expect(try folder.segments() == [Self.first, Self.second, Self.aside])
        #expect(heard.withLock { $0 } == [.broken(segment: Self.aside, first: 400, count: 0)])
        let broken = writer.statistics.broken
        #expect(broken == 1)
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == Array(0..<400) + [401] && reading.damage.isEmpty && reading.torn == 0)
        #expect(
            reading.lines[400]?.hasSuffix(#","segment":"\#(Self.aside)","first":400,"count":0}"#) ?? false)
        // Whoever verifies is shown the file.
        let faults = try findings().filter { $0.code.weight == .fault }
        #expect(faults.map(\.code) == [.header] && faults.first?.file == "\(folder.trail)/\(Self.aside)")
    }

    @Test func `so is the only one, and a second that comes to the same`() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        try folder.write(zeros, Self.second)
        _ = try TrailWriter.open(settings())
        try folder.write(zeros, Self.second)
        _ = try TrailWriter.open(settings())
        #expect(
            try folder.segments() == [
                Self.first, Self.second, Self.aside, "00000000000000000400.broken-2.jsonl",
            ])
        for name in try folder.segments() where name != Self.first { try Folder.remove("\(folder.trail)/\(name)") }
        try folder.write(zeros, Self.first)
        let writer = try TrailWriter.open(settings())
        let size = writer.position.size
        #expect(size == 1)
        #expect(try folder.segments() == [Self.first, "00000000000000000000.broken-1.jsonl"])
        #expect(try folder.bytes("00000000000000000000.broken-1.jsonl") == zeros)
    }

    @Test func `without the segment before it nothing is begun and nothing is changed`() throws {
        let old = try folder.bytes(Self.first)
        let sound = try folder.bytes(Self.second)
        var damaged = sound
        damaged[20] ^= 1
        let unfinished = Array(sound[..<50])
        for bytes in [damaged, unfinished, [], .init(repeating: 0, count: 1 << 20)] {
            try folder.write(bytes, Self.second)
            try Folder.remove("\(folder.trail)/\(Self.first)")
            #expect(throws: AuditTrailError(.unreadable, "")) { _ = try TrailWriter.open(settings()) }
            #expect(try folder.segments() == [Self.second])
            #expect(try folder.bytes(Self.second) == bytes)
            // One that ends elsewhere is not it.
            try folder.write(
                Array(old[...(try #require(old.dropLast().lastIndex(of: UInt8(ascii: "\n"))))]), Self.first)
            #expect(throws: AuditTrailError(.unreadable, "")) { _ = try TrailWriter.open(settings()) }
            #expect(try folder.bytes(Self.second) == bytes)
            try folder.write(old, Self.first)
        }
        #expect(heard.withLock { $0.isEmpty })
        // With it the log goes on.
        try folder.write(damaged, Self.second)
        let writer = try TrailWriter.open(settings())
        let size = writer.position.size
        #expect(size == 404)
        #expect(try folder.segments() == [Self.first, Self.second, "00000000000000000403.jsonl"])
    }

    @Test func `a header that was not finished is no loss to a log of which others say where it stands`() throws {
        let bytes = try folder.bytes(Self.second)
        try folder.write(Array(bytes[..<50]), Self.second)
        try Folder.remove("\(folder.trail)/\(Self.first)")
        let writer = try TrailWriter.open(settings(from: TrailPosition()))
        let size = writer.position.size
        #expect(size == 0)
        #expect(try folder.segments() == [Self.first])
    }

    @Test(
        arguments: [
            .init(repeating: 0, count: 1 << 20), [0], Array("torn".utf8), Array("{\"n\":404,\"prev\":\"".utf8),
            Array("{\"n\":403,\"prev\":\"00".utf8),
        ] as [[UInt8]])
    func `what stands behind the last line and is no beginning of the next stays`(_ tail: [UInt8]) throws {
        let bytes = try folder.bytes(Self.second) + tail
        try folder.write(bytes, Self.second)
        let writer = try TrailWriter.open(settings())
        let (position, statistics) = (writer.position, writer.statistics)
        #expect(try folder.bytes(Self.second) == bytes)
        #expect(heard.withLock { $0 } == [.broken(segment: Self.second, first: 403, count: 0)])
        #expect(position.size == 404 && statistics.broken == 1 && statistics.repaired == 0)
        #expect(try folder.segments() == [Self.first, Self.second, "00000000000000000403.jsonl"])
        #expect(try findings().contains { $0.code == .torn && $0.file == "\(folder.trail)/\(Self.second)" })
    }

    @Test func `a segment with a header and no line is put aside if something else stands behind it`() throws {
        let bytes = try folder.bytes(Self.second)
        let header = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        let changed = Array(bytes[...header]) + .init(repeating: 0, count: 1 << 20)
        try folder.write(changed, Self.second)
        let writer = try TrailWriter.open(settings())
        let position = writer.position
        #expect(try folder.bytes(Self.aside) == changed)
        #expect(heard.withLock { $0 } == [.broken(segment: Self.aside, first: 400, count: 0)])
        #expect(position.size == 401)
    }
}
