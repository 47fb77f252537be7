// SPDX-License-Identifier: Apache-2.0

/// One control of the Pod Security Standards; named as Kubernetes' own admission plugin names its check.
public enum PodSecurityControl: String, CaseIterable, Sendable {
    case hostNamespaces
    case privileged
    case capabilitiesBaseline = "capabilities_baseline"
    case hostPathVolumes
    case hostPorts
    case hostProbesAndHostLifecycle
    case appArmorProfile
    case seLinuxOptions
    case procMount
    case seccompProfileBaseline = "seccompProfile_baseline"
    case sysctls
    case windowsHostProcess
    case restrictedVolumes
    case allowPrivilegeEscalation
    case runAsNonRoot
    case runAsUser
    case seccompProfileRestricted = "seccompProfile_restricted"
    case capabilitiesRestricted = "capabilities_restricted"
    case procMountRestricted = "procMount_restricted"

    /// The lowest level that demands it.
    public var level: PodSecurityLevel { PodSecurityStandard.rule(self).level }
}
