// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Configuration
internal import Crypto

/// Says whether audit logs are as they were written, from their files and the chain alone.
enum AuditVerify {
    private static let without = Setting(
        "without", key: "", group: "Audit", ValueKind<String>.text("LOG", atMost: 128).list(atMost: 64), fallback: [],
        isFlagOnly: true,
        "A log that was anchored and is not to be looked at: that it is in none of the folders leaves no doubt then.")

    static let command = Command(
        words: ["audit", "verify"], summary: "Says whether audit logs are as they were written.",
        operands: [Operand("DIR", "a folder of segments; those of the anchorings among them", isRepeated: true)],
        settings: [without, AuditFlags.isOffline] + Flags.reading,
        details: """
            Every line is hashed and held to the line behind it, every log to the heads that were anchored of it, and the anchorings
            to the roots on the chain. Old segments that were moved away are missed by nobody but their own lines. It ends with 0 if all
            is as it was written, but for what it says is newer than the last anchoring; with 1 if something is not; with 2 if it cannot
            be told: a log was never anchored, a log or anchorings are not given, the chain has no root. With --offline the chain's
            roots are not looked at, and the anchorings are taken at their word.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        let isOffline = try invocation(AuditFlags.isOffline)
        let roots = isOffline ? nil : try AuditChain(invocation).roots()
        let logs = try read(invocation.operands, roots, without: Set(try invocation(without)))
        let report = try report(logs, roots, invocation)
        let (faults, doubts) = (logs.count(of: .fault), logs.count(of: .doubt))
        if faults > 0 {
            throw CommandFailure(
                "\(faults == 1 ? "one thing is" : "\(faults) things are") not as it was written", .different,
                rest: report)
        }
        guard doubts == 0 else {
            throw CommandFailure(
                "\(doubts == 1 ? "one thing" : "\(doubts) things") cannot be told", .trouble, rest: report)
        }
        return report
    }

    /// The logs in some folders, beside the roots on the chain.
    static func read(
        _ folders: [String], _ roots: [AuditProof.Anchored]?, without excluded: Set<String> = []
    ) throws(CommandFailure) -> AnchoredLogs {
        let logs: AnchoredLogs
        do throws(AuditTrailError) {
            logs = try AnchoredLogs.read(folders, roots: roots?.map(\.head), without: excluded)
        } catch { throw CommandFailure(folders.joined(separator: ", "), error) }
        guard logs.anchors != nil || !logs.logs.isEmpty else {
            throw CommandFailure("\(folders.joined(separator: ", ")): there is no segment of a log in it", .noInput)
        }
        return logs
    }

    private static func report(
        _ logs: AnchoredLogs, _ roots: [AuditProof.Anchored]?, _ invocation: Invocation
    ) throws(CommandFailure) -> Report {
        var rows: [Report] = []
        for scan in logs.logs + (logs.anchors.map { [$0] } ?? []) { rows.append(try row(scan)) }
        let anchored = roots?.last { root in logs.anchors?.heads[root.head.size] == root.head }
        guard try invocation(Flags.output) == .text else {
            return .of(
                ("logs", .list(rows)), ("roots", roots.map { .number(UInt64($0.count)) } ?? .null),
                ("anchored", anchored.map { .number($0.sequence) } ?? .null),
                ("findings", .list(logs.findings.map(\.report))))
        }
        let table = OutputFormat.text.write(.list(rows))
        let chain =
            switch (roots, anchored) {
            case (nil, _): "the chain was not asked\n"
            case (let roots?, _) where roots.isEmpty: "the chain has no root\n"
            case (let roots?, nil): "none of the chain's \(roots.count) roots is over what is here\n"
            case (let roots?, let last?):
                "the chain has \(roots.count) roots; root \(last.sequence) is over what is here\n"
            }
        return .script(table + chain + logs.findings.map(\.line).joined())
    }

    private static func row(_ scan: LogScan) throws(CommandFailure) -> Report {
        let head: TreeHead
        do throws(AuditTrailError) { head = try scan.end.head() } catch { throw CommandFailure(scan.log, error) }
        return .of(
            ("log", .text(scan.log)), ("first", .number(scan.first)), ("entries", .number(head.size)),
            ("segments", .number(UInt64(scan.parts.count))), ("root", .text(head.root.hex)))
    }
}

extension CommandFailure {
    /// A trail that cannot be read.
    init(_ place: String, _ error: AuditTrailError) {
        self.init("\(place): \(error)", error.code == .digestUnavailable ? .software : .noInput)
    }
}
