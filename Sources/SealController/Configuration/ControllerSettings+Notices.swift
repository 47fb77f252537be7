// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Who is told of changes of stakes.
extension ControllerSettings {
    static let notices = Setting(
        "notices", key: "notices.enabled", group: "Notices", .boolean, fallback: true,
        "Tells of changes of tier and of slashings, by Events and to those named here.")
    static let noticeWebhooks = Setting(
        "notice-webhooks", key: "notices.webhooks", group: "Notices",
        ValueKind<String>.receiverURL.list(atMost: 8), fallback: [],
        "Where slashings are posted, signed: https://HOST[:PORT][/PATH].")
    static let noticeSecretFile = Setting(
        "notice-secret-file", key: "notices.secretFile", group: "Notices", ValueKind<String>.path.optional,
        fallback: nil, "What those posts are signed with: 16 to 1024 bytes, that not everybody on the machine may read."
    )
    static let noticeAlertmanagers = Setting(
        "notice-alertmanagers", key: "notices.alertmanagers", group: "Notices",
        ValueKind<String>.receiverURL.list(atMost: 8), fallback: [],
        "Alertmanagers that show slashings, each by its own URL: https://HOST[:PORT][/PREFIX].")
    static let noticeAlertDuration = Setting(
        "notice-alert-duration", key: "notices.alertDuration", group: "Notices",
        .duration(.seconds(60) ... .seconds(604_800)), fallback: .seconds(3600),
        "How long such an alert lasts, unless the stake is restored before.")
    static let noticeAuthority = Setting(
        "notice-ca-file", key: "notices.caFile", group: "Notices", ValueKind<String>.path.optional, fallback: nil,
        "Certificate authorities that receivers are known by, instead of the system's.")
    static let noticePlaintext = Setting(
        "notice-allow-plaintext", key: "notices.allowPlaintext", group: "Notices", .boolean, fallback: false,
        "Receivers on other machines may be http://: whoever is on the way can read and change what they are told.")

    static let ofNotices: [any AnySetting] = [
        notices, noticeWebhooks, noticeSecretFile, noticeAlertmanagers, noticeAlertDuration, noticeAuthority,
        noticePlaintext,
    ]
}

extension ValueKind where Value == String {
    /// Where somebody is told: a scheme, a host and a path; no name or password, no part behind `#`.
    static var receiverURL: ValueKind {
        ValueKind(
            "URL",
            read: { text throws(ValueRefusal) in
                let rest = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
                let isWritten = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
                guard let rest, isWritten, text.utf8.count <= 1024 else {
                    throw ValueRefusal("must be https://HOST[:PORT][/PATH]")
                }
                let authority = rest.prefix { $0 != "/" && $0 != "?" }
                guard !authority.isEmpty, !authority.contains("@") else {
                    throw ValueRefusal("must name a host, and no user or password")
                }
                return text
            }, write: { $0 })
    }
}
