// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Configuration
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

/// A cluster on a local ledger, two audit logs, and a log of their anchorings.
final class AuditWorld {
    let chain: LocalWorld
    let folder: String
    private let anchors: AuditTrail
    private var logs: [(name: String, trail: AuditTrail)] = []

    /// What a controller does, as a command of this test's.
    private static let table = CommandTable(
        program: "test", call: "test", summary: "",
        all: [
            .sending(
                ["anchor"], "Anchors a root.",
                operands: [Operand("SEQ", ""), Operand("SIZE", ""), Operand("ROOT", "")]
            ) { invocation, sender throws(CommandFailure) in
                try sender.session.calls().anchor(
                    try invocation.operand(0, "SEQ", .count), size: try invocation.operand(1, "SIZE", .count),
                    hash: try invocation.operand(2, "ROOT", .hex(32)), cap: try sender.capability("OperatorCap"))
            }
        ])

    init() throws {
        chain = try StakerTests.world()
        folder = chain.folder + "/cache"
        let address = try chain.account("operator")
        #expect(chain.run("cap", "offer", "operator", address.description, key: "admin").exit == .ok)
        #expect(chain.run("cap", "accept", "operator", key: "operator").exit == .ok)
        anchors = try Self.trail(folder + "/anchors", "anchors@c1")
        for name in ["webhook@cp1", "controller@c1"] {
            logs.append((name, try Self.trail("\(folder)/\(name)", name)))
        }
    }

    private static func trail(_ folder: String, _ name: String) throws -> AuditTrail {
        var settings = AuditTrailSettings(folder: folder, log: name)
        settings.linger = .zero
        settings.segmentBytes = 64 << 10
        return try AuditTrail(settings)
    }

    /// The folder of a log.
    func path(_ log: String) -> String { "\(folder)/\(log)" }

    /// Every folder.
    var paths: [String] { ["anchors", "webhook@cp1", "controller@c1"].map(path) }

    /// Writes entries that count up from a number.
    func write(_ numbers: Range<Int>, to log: Int = 0, padding: Int = 0) {
        for number in numbers {
            var line = ByteBuffer()
            line.append(
                "{\"kind\":\"decision\",\"i\":\(number),\"who\":\"\(String(repeating: "x", count: padding))\"}\n")
            logs[log].trail.append(line)
            // A batch each, so that segments are no longer than they must be.
            if padding > 0 { #expect(logs[log].trail.settle(within: .seconds(300))) }
        }
        #expect(logs[log].trail.settle(within: .seconds(300)))
    }

    /// Writes an anchoring, as controllers do.
    func record() -> TreeHead {
        let heads = logs.map { name, trail in
            "{\"log\":\"\(name)\",\"size\":\(trail.head.size),\"root\":\"\(trail.head.root.hex)\"}"
        }
        var line = ByteBuffer()
        line.append(
            "{\"kind\":\"anchor\",\"seq\":\(anchors.head.size + 1),\"ts\":\"2026-11-22T05:30:00Z\","
                + "\"heads\":[\(heads.joined(separator: ","))]}\n")
        anchors.append(line)
        #expect(anchors.settle(within: .seconds(300)))
        return anchors.head
    }

    /// Anchors all logs as they are.
    func anchor() {
        let head = record()
        send(head.size, head)
    }

    /// Puts a root on the chain.
    func send(_ sequence: UInt64, _ head: TreeHead) {
        let sent = chain.run(
            line: ["anchor", "\(sequence)", "\(head.size)", head.root.hex], key: "operator", table: Self.table)
        #expect(sent.exit == .ok, "\(sent.messages)")
    }

    /// Ends the trails, so that nobody holds the folders.
    func close() {
        for trail in logs.map(\.trail) + [anchors] { #expect(trail.close(within: .seconds(300))) }
    }

    /// Changes the first place in a log's first segment where `text` stands.
    func replace(_ text: String, _ other: String, in log: String, segment: Int = 0) throws {
        let names = try TrailFolder(path(log)).segments()
        let file = "\(path(log))/\(names[segment].text)"
        var bytes = try FileContents.read(file, limit: 1 << 20).bytes
        let (from, to) = (Array(text.utf8), Array(other.utf8))
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: from) })
        bytes.replaceSubrange(start..<start + from.count, with: to)
        try FileReplacement.write(bytes.span, to: file, readers: .owner)
    }

    /// Removes a log's segment.
    func remove(segment: Int, of log: String) throws {
        let names = try TrailFolder(path(log)).segments()
        try Folder.remove("\(path(log))/\(names[segment].text)")
    }

    /// Writes a log of as many entries as were not decided, behind whatever is said to be before them.
    func forge(
        _ name: String, as log: String? = nil, _ entries: Int, behind position: TrailPosition? = nil
    ) throws -> TreeHead {
        var settings = AuditTrailSettings(folder: path(name), log: log ?? name)
        settings.from = position
        let trail = try AuditTrail(settings)
        for number in 0..<entries {
            var line = ByteBuffer()
            line.append("{\"kind\":\"decision\",\"i\":\(number + 1000),\"who\":\"\"}\n")
            trail.append(line)
        }
        #expect(trail.close(within: .seconds(300)))
        return trail.head
    }

    func verify(_ flags: String..., of folders: [String]? = nil) -> CommandOutcome {
        chain.run(line: ["audit", "verify"] + (folders ?? paths) + flags)
    }

    func prove(_ entry: Int, _ flags: String...) -> CommandOutcome {
        chain.run(
            line: ["audit", "prove", "\(entry)", "--log", path("webhook@cp1"), "--anchors", path("anchors")] + flags)
    }

    /// Writes a proof down and checks it.
    func check(_ proof: String, _ flags: String...) -> CommandOutcome { check(proof, flags) }

    func check(_ proof: String, _ flags: [String]) -> CommandOutcome {
        chain.write("other", proof, mode: 0o600)
        return chain.run(line: ["audit", "check", chain.folder + "/other"] + flags)
    }
}
