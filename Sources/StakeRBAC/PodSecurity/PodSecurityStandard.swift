// SPDX-License-Identifier: Apache-2.0

/// The Pod Security Standards on one page: https://kubernetes.io/docs/concepts/security/pod-security-standards/.
///
/// What a control looks at is in `Controls/`; containers are always those of all three lists, `containers`,
/// `initContainers` and `ephemeralContainers`.
public enum PodSecurityStandard {
    /// The version of the standard: of Kubernetes, the one that last changed a control.
    public static let version: StaticString = "v1.37"

    /// What a control demands.
    struct Rule {
        /// The lowest level that demands it.
        let level: PodSecurityLevel
        /// What whoever breaks it must do instead; stands behind the name of who does.
        let remedy: StaticString
        /// The stricter control that makes this one idle where both are in force.
        var stricter: PodSecurityControl?
        /// Whether it is meaningless on Windows, where the API refuses the fields that would meet it.
        var isWaivedOnWindows = false
    }

    /// The whole table; no default, so that a new control must say here what it demands.
    static func rule(_ control: PodSecurityControl) -> Rule {
        switch control {
        case .hostNamespaces:
            Rule(level: .baseline, remedy: "must not set hostNetwork, hostPID or hostIPC to true")
        case .privileged:
            Rule(level: .baseline, remedy: "must not set securityContext.privileged to true")
        case .capabilitiesBaseline:
            Rule(
                level: .baseline,
                remedy: """
                    must not have in securityContext.capabilities.add anything but AUDIT_WRITE, CHOWN, DAC_OVERRIDE, \
                    FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID and SYS_CHROOT
                    """,
                stricter: .capabilitiesRestricted)
        case .hostPathVolumes:
            Rule(level: .baseline, remedy: "must not be a hostPath", stricter: .restrictedVolumes)
        case .hostPorts:
            Rule(level: .baseline, remedy: "must not set ports.hostPort")
        case .hostProbesAndHostLifecycle:
            Rule(
                level: .baseline,
                remedy: "must not set host in httpGet or tcpSocket of a probe or a lifecycle handler")
        case .appArmorProfile:
            Rule(
                level: .baseline,
                remedy: """
                    must set securityContext.appArmorProfile.type to RuntimeDefault or Localhost or not at all, and \
                    the annotation to runtime/default or localhost/...
                    """)
        case .seLinuxOptions:
            Rule(
                level: .baseline,
                remedy: """
                    must not set user or role in securityContext.seLinuxOptions, and type only to container_t, \
                    container_init_t, container_kvm_t or container_engine_t
                    """)
        case .procMount:
            Rule(
                level: .baseline,
                remedy: "must not set securityContext.procMount to anything but Default, unless hostUsers is false",
                stricter: .procMountRestricted)
        case .seccompProfileBaseline:
            Rule(
                level: .baseline,
                remedy: "must set securityContext.seccompProfile.type to RuntimeDefault or Localhost or not at all",
                stricter: .seccompProfileRestricted)
        case .sysctls:
            Rule(
                level: .baseline,
                remedy: """
                    must not set securityContext.sysctls but kernel.shm_rmid_forced and, of net.ipv4, \
                    ip_local_port_range, ip_local_reserved_ports, ip_unprivileged_port_start, ping_group_range, \
                    tcp_fin_timeout, tcp_keepalive_intvl, tcp_keepalive_probes, tcp_keepalive_time, \
                    tcp_notsent_lowat, tcp_rmem, tcp_slow_start_after_idle, tcp_syncookies and tcp_wmem
                    """)
        case .windowsHostProcess:
            Rule(level: .baseline, remedy: "must not set securityContext.windowsOptions.hostProcess to true")
        case .restrictedVolumes:
            Rule(
                level: .restricted,
                remedy: """
                    must be a configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, \
                    projected or secret
                    """)
        case .allowPrivilegeEscalation:
            Rule(
                level: .restricted, remedy: "must set securityContext.allowPrivilegeEscalation to false",
                isWaivedOnWindows: true)
        case .runAsNonRoot:
            Rule(
                level: .restricted,
                remedy: """
                    must set securityContext.runAsNonRoot to true; set on the pod it holds for every container that \
                    sets nothing
                    """)
        case .runAsUser:
            Rule(level: .restricted, remedy: "must not set securityContext.runAsUser to 0")
        case .seccompProfileRestricted:
            Rule(
                level: .restricted,
                remedy: """
                    must set securityContext.seccompProfile.type to RuntimeDefault or Localhost; set on the pod it \
                    holds for every container that sets nothing
                    """,
                isWaivedOnWindows: true)
        case .capabilitiesRestricted:
            Rule(
                level: .restricted,
                remedy: """
                    must set securityContext.capabilities.drop to ["ALL"] and add nothing but NET_BIND_SERVICE
                    """,
                isWaivedOnWindows: true)
        case .procMountRestricted:
            Rule(
                level: .restricted,
                remedy: "must not set securityContext.procMount to anything but Default")
        }
    }

    /// Whether a pod is held to `control` at `level`.
    ///
    /// Where a stricter control is waived on Windows the weaker one stays in force: what passes as restricted always
    /// passes as baseline.
    static func demands(_ control: PodSecurityControl, at level: PodSecurityLevel, onWindows: Bool) -> Bool {
        let rule = rule(control)
        guard rule.level <= level, !(onWindows && rule.isWaivedOnWindows) else { return false }
        guard let stricter = rule.stricter else { return true }
        return !demands(stricter, at: level, onWindows: onWindows)
    }
}
