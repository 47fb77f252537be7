// SPDX-License-Identifier: Apache-2.0
internal import StakeRBAC

/// Amounts as Kubernetes writes them.
enum QuotaText {
    /// `2 cpu, 4Gi memory, 20 pods, 20Gi storage`.
    static func all(_ quota: Quota) -> String {
        "\(cpu(quota.cpu)) cpu, \(bytes(quota.memory)) memory, \(quota.pods) pods, \(bytes(quota.storage)) storage"
    }

    /// Thousandths of a processor: `2`, `1500m`.
    private static func cpu(_ thousandths: Int) -> String {
        thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(thousandths)m"
    }

    /// Bytes: `4Gi`, `1536Mi`.
    private static func bytes(_ bytes: Int) -> String {
        for (unit, shift) in [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)] where bytes >= 1 << shift {
            if bytes % (1 << shift) == 0 { return "\(bytes >> shift)\(unit)" }
        }
        return "\(bytes)"
    }
}
