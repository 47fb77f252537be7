// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
public import Configuration
internal import Kernel

/// What can be set about a server's audit trail, each once.
public enum AuditSettings {
    /// Where it is.
    public static let directory = Setting(
        "audit-directory", key: "audit.directory", group: "Audit", ValueKind<String>.path.optional, fallback: nil,
        "Where decisions and acts are kept in a chain that nobody can change unnoticed, instead of --audit-log.")
    /// Whose it is.
    public static let name = Setting(
        "audit-name", key: "audit.name", group: "Audit", ValueKind<String>.logName.optional, fallback: nil,
        "What this log is called wherever it is told of; the program's and the machine's name if not given.")
    /// How long a segment grows.
    public static let segmentSize = Setting(
        "audit-segment-size", key: "audit.segmentSize", group: "Audit", .size(AuditTrailSettings.segmentLimits),
        fallback: 64 << 20, "How long a file of it grows before another is begun.")

    /// All of them.
    public static let all: [any AnySetting] = [directory, name, segmentSize]
}

extension SettingsResolver {
    /// Where decisions and acts are kept, if in a trail; `log` says where they would go as plain lines, which is `plain`.
    public func trail(
        of program: String, beside log: Setting<AuditDestination>, of plain: AuditDestination
    ) -> TrailPlace? {
        let directory = self(AuditSettings.directory)
        let name = self(AuditSettings.name)
        let segmentBytes = self(AuditSettings.segmentSize).value
        guard let folder = directory.value else {
            if name.isSet {
                report(.conflict, AuditSettings.name, name, "means nothing without \(AuditSettings.directory.flag)")
            }
            return nil
        }
        if plain != .off {
            report(
                .conflict, AuditSettings.directory, directory, "is given beside \(log.flag); leave one of them out")
        }
        let host = (HostName.current ?? "localhost").filter { AuditTrailSettings.isLogName(String($0)) }
        return TrailPlace(folder: folder, name: name.value ?? "\(program)@\(host)", segmentBytes: segmentBytes)
    }
}

extension ValueKind where Value == String {
    /// What an audit log can be called.
    static var logName: ValueKind {
        ValueKind(
            "NAME",
            read: { text throws(ValueRefusal) in
                guard AuditTrailSettings.isLogName(text) else {
                    throw ValueRefusal("must be letters, digits and -._@: alone, at most 128")
                }
                return text
            }, write: { $0 })
    }
}
