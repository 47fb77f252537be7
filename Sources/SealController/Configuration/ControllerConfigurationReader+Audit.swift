// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations

extension ControllerConfigurationReader {
    /// How the audit logs are anchored; `nil` where nobody keeps a trail, or nobody can write to the chain.
    mutating func anchoring(
        _ trail: TrailPlace?, _ kubernetes: ControllerConfiguration.Kubernetes?
    ) -> ControllerConfiguration.Anchoring? {
        let interval = resolve(Settings.anchorInterval)
        let heads = resolve(Settings.auditHeads)
        let restart = resolve(Settings.anchorRestart)
        guard trail != nil, kubernetes?.join != nil else {
            if !heads.value.isEmpty {
                resolve.report(
                    .conflict, Settings.auditHeads, heads,
                    "means nothing without \(AuditSettings.directory.flag) and \(Settings.keyFile.flag)")
            }
            if restart.value != nil {
                resolve.report(
                    .conflict, Settings.anchorRestart, restart,
                    "means nothing without \(AuditSettings.directory.flag) and \(Settings.keyFile.flag)")
            }
            if trail != nil { notes.append("the audit trail is not anchored: there is no operator's key") }
            return nil
        }
        guard interval.value > .zero else {
            notes.append("the audit trail is not anchored: \(Settings.anchorInterval.flag) is 0")
            return nil
        }
        if let number = restart.value {
            notes.append("if nobody has the tree of root \(number), the log of anchorings is begun anew behind it")
        }
        return .init(
            interval: interval.value, heads: heads.value, restartsAfter: restart.value.map { UInt64($0) })
    }
}
