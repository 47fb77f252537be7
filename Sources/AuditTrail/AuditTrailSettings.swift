// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Where a trail lies, and what it may cost.
public struct AuditTrailSettings: Sendable {
    /// The folder of its segments; made where there is none, for its owner alone.
    public var folder: String
    /// Whose log it is, `webhook-server@cp1` for example; it is in every segment, and in what is anchored.
    public var log: String
    /// A segment that is longer is followed by another.
    public var segmentBytes = 64 << 20
    /// A segment that is older is followed by another; `nil` for as long as it may be.
    public var segmentAge: Duration?
    /// How much may wait to be written.
    public var memory = 16 << 20
    /// How long an entry waits for company before it is written: what the end of the process may take with it.
    public var linger = Duration.milliseconds(20)
    /// How long what was written may wait until it is on disk, unless somebody waits for that: what a loss of power may take with it.
    ///
    /// The disk may be one that others wait for, too, an etcd for example.
    public var syncAfter = Duration.milliseconds(200)
    /// How long to wait for another process to let go of the folder.
    public var patience = Duration.seconds(5)
    /// Whether the trail takes lines while another process still writes it, and writes them behind that one's once the folder is free.
    ///
    /// For a server whose successor starts before it ends; then nobody waits for ``patience``.
    public var handover = false
    /// Where to go on if the folder does not hold what comes before: for a log that several processes write in turn, before the first
    /// entry if they have said nothing; `nil` for a log that is here or nowhere.
    public var from: TrailPosition?
    /// Hears what an operator should know; called from the trail's thread and from ``AuditTrail/init(_:)``.
    public var notice: (@Sendable (TrailNotice) -> Void)?
    /// The clock.
    public var clock: @Sendable () -> WallTime = { .now }

    /// What a segment may be set to.
    public static let segmentLimits = 64 << 10...256 << 20
    /// What memory may be set to.
    public static let memoryLimits = 64 << 10...256 << 20
    /// How long a log's name may be.
    public static let longestName = 128

    /// Names a folder and a log.
    public init(folder: String, log: String) {
        self.folder = folder
        self.log = log
    }

    /// Whether a log can have this name: letters and digits, and a few marks that stand for themselves everywhere.
    public static func isLogName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= longestName else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "@"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }

    /// Refuses what nobody can have meant.
    func check() throws(AuditTrailError) {
        guard !folder.isEmpty, !folder.utf8.contains(0) else { throw AuditTrailError(.settings, "no folder is named") }
        guard Self.isLogName(log) else { throw AuditTrailError(.settings, "a log cannot have this name") }
        guard Self.segmentLimits.contains(segmentBytes) else {
            throw AuditTrailError(.settings, "a segment cannot have this size")
        }
        guard Self.memoryLimits.contains(memory) else {
            throw AuditTrailError(.settings, "memory cannot have this size")
        }
    }
}
