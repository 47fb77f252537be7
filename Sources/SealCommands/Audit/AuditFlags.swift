// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// The flags that the commands about audit logs share.
enum AuditFlags {
    static let isOffline = Setting(
        "offline", key: "", group: "Audit", .boolean, fallback: false, isFlagOnly: true,
        "Asks no node: what is anchored is believed as the folders have it.")
}
