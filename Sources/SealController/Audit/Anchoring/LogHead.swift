// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes
internal import Crypto
internal import Wire

/// How far one audit log is, as the process says that writes it.
struct LogHead: Hashable, Sendable {
    /// Whose log it is.
    let log: String
    let head: TreeHead

    /// The longest answer that is taken for one.
    static let longest = 4096

    init(log: String, head: TreeHead) {
        self.log = log
        self.head = head
    }

    /// Reads what `GET /audit/head` gives; anything else is `nil`.
    init?(json bytes: Span<UInt8>) {
        guard bytes.count <= Self.longest else { return nil }
        let read = ObjectReading.read(bytes) { value throws(JSONError) -> LogHead? in try LogHead(value) }
        guard let head = read ?? nil else { return nil }
        self = head
    }

    /// Reads an object that says so; `nil` where it says something else.
    init?(_ value: borrowing JSONValue) throws(JSONError) {
        let (log, root) = (try value.neededWord("log"), try value.neededWord("root"))
        guard AuditTrailSettings.isLogName(log), let hash = Bytes32(hex: root),
            let size = try value.member("size")?.integer.flatMap(UInt64.init(exactly:))
        else { return nil }
        self.init(log: log, head: TreeHead(size: size, root: hash))
    }

    /// One line: name, size and root.
    var text: String { "\(log) \(head.size) \(head.root.hex)" }

    /// Reads what ``text`` wrote; anything else is `nil`.
    init?(text: some StringProtocol) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, AuditTrailSettings.isLogName(String(parts[0])), let size = UInt64(parts[1]),
            String(size) == parts[1], let root = Bytes32(hex: String(parts[2]))
        else { return nil }
        self.init(log: String(parts[0]), head: TreeHead(size: size, root: root))
    }
}
