// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations

/// What there is to set about anchoring the audit logs.
extension ControllerSettings {
    static let anchorInterval = Setting(
        "audit-anchor-every", key: "audit.anchorEvery", group: "Audit", .duration(.zero ... .seconds(7 * 86_400)),
        fallback: .seconds(600), "How often the audit logs are anchored on the chain, if they grew; 0 is never.")
    static let auditHeads = Setting(
        "audit-heads", key: "audit.heads", group: "Audit", ValueKind<String>.headURL.list(atMost: HeadPoll.most),
        fallback: [], "Where other processes say how far their audit logs are, such as http://10.0.0.7:9090/audit/head."
    )

    static let anchorRestart = Setting(
        "audit-restart-anchors-after", key: "audit.restartAnchorsAfter", group: "Audit",
        ValueKind<Int>.integer(1...Int.max).optional, fallback: nil,
        "The number of the chain's last root, if its tree is lost for good: a new log of anchorings is begun behind it, and only behind it."
    )

    static let audit: [any AnySetting] = AuditSettings.all + [anchorInterval, auditHeads, anchorRestart]
}

extension ValueKind where Value == String {
    /// `http://HOST[:PORT]/audit/head`, or the same with `https://`.
    static var headURL: ValueKind {
        ValueKind(
            "URL",
            read: { text throws(ValueRefusal) in
                let path = "/audit/head"
                let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
                guard let scheme, text.hasSuffix(path), text.utf8.count <= 300 else { throw refusal }
                let host = text.dropFirst(scheme.count).dropLast(path.count)
                let isHost = host.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || [0x2D, 0x2E, 0x3A, 0x5B, 0x5D].contains(byte)
                }
                guard isHost, !host.isEmpty else { throw refusal }
                return text
            }, write: { $0 })
    }

    private static var refusal: ValueRefusal { ValueRefusal("must be http://HOST[:PORT]/audit/head, or https://") }
}
