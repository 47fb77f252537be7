// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

/// Each control of baseline, with pods written from the standard.
struct BaselineTests {
    private static func pod(context: String) -> String { Pods.pod(context: context) }
    private static func pod(container: String) -> String { Pods.pod(container: container) }
    private static func pod(podContext: String) -> String { Pods.pod(#"{"securityContext":{\#(podContext)}}"#) }
    private static func pod(annotation key: String, _ value: String) -> String {
        #"{"metadata":{"annotations":{"a":"b","\#(key)":\#(value)}},"spec":{"containers":[{"name":"app"}]}}"#
    }
    private static func pod(volume: String) -> String {
        Pods.pod(#"{"volumes":[{"name":"fine","emptyDir":{}},{\#(volume)}]}"#)
    }
    private static func pod(sysctl: String) -> String {
        pod(podContext: #""sysctls":[{"name":"\#(sysctl)","value":"1"}]"#)
    }

    static let hostNamespaces =
        PodCase.fail(
            .hostNamespaces,
            Pods.pod(#"{"hostNetwork":true}"#), Pods.pod(#"{"hostPID":true}"#), Pods.pod(#"{"hostIPC":true}"#),
            Pods.pod(#"{"hostNetwork":false,"hostPID":null,"hostIPC":true}"#),
            Pods.pod(#"{"hostUsers":false,"hostPID":true}"#))
        + PodCase.pass(
            Pods.pod(#"{"hostNetwork":false,"hostPID":false,"hostIPC":false}"#),
            Pods.pod(#"{"hostNetwork":null,"hostPID":null,"hostIPC":null}"#), Pods.pod(#"{"hostUsers":true}"#),
            Pods.pod("{}"))

    static let privileged =
        PodCase.fail(
            .privileged,
            pod(context: #""privileged":true"#),
            pod(container: #""restartPolicy":"Always","securityContext":{"privileged":true}"#),
            pod(container: #""targetContainerName":"b","securityContext":{"privileged":true}"#),
            Pods.pod(
                #"{"hostUsers":false,"containers":[{"name":"a"},{"name":"b","securityContext":{"privileged":true}}]}"#))
        + PodCase.pass(
            pod(context: #""privileged":false"#), pod(context: #""privileged":null"#),
            pod(container: #""securityContext":null"#))

    static let capabilities =
        PodCase.fail(
            .capabilitiesBaseline,
            pod(context: #""capabilities":{"add":["NET_RAW"]}"#),
            pod(context: #""capabilities":{"add":["CHOWN","SYS_ADMIN"],"drop":["ALL"]}"#),
            pod(context: #""capabilities":{"add":["ALL"]}"#),
            pod(context: #""capabilities":{"add":["chown"]}"#),
            pod(context: #""capabilities":{"add":["CAP_CHOWN"]}"#),
            pod(context: #""capabilities":{"add":[""]}"#))
        + PodCase.pass(
            pod(
                context: """
                    "capabilities":{"add":["AUDIT_WRITE","CHOWN","DAC_OVERRIDE","FOWNER","FSETID","KILL","MKNOD",\
                    "NET_BIND_SERVICE","SETFCAP","SETGID","SETPCAP","SETUID","SYS_CHROOT"]}
                    """),
            pod(context: #""capabilities":{"add":[],"drop":["x"]}"#),
            pod(context: #""capabilities":{"add":null,"drop":null}"#), pod(context: #""capabilities":null"#))

    static let hostPathVolumes =
        PodCase.fail(
            .hostPathVolumes,
            pod(volume: #""name":"v","hostPath":{"path":"/"}"#), pod(volume: #""name":"v","hostPath":{}"#),
            pod(volume: #""name":"v","emptyDir":{},"hostPath":{"path":"/"}"#),
            pod(volume: #""name":"v","hostPath":null,"hostPath":{"path":"/"}"#))
        + PodCase.pass(
            pod(volume: #""name":"v","hostPath":null,"secret":{}"#), pod(volume: #""name":"v","nfs":{"path":"/"}"#),
            pod(volume: #""name":"hostPath","projected":{"sources":[{"secret":{"name":"hostPath"}}]}"#),
            pod(volume: #""name":"v""#), Pods.pod(#"{"volumes":[]}"#), Pods.pod(#"{"volumes":null}"#))

    static let hostPorts =
        PodCase.fail(
            .hostPorts,
            pod(container: #""ports":[{"containerPort":80,"hostPort":80}]"#),
            pod(container: #""ports":[{"containerPort":80},{"containerPort":81,"hostPort":1}]"#),
            pod(container: #""ports":[{"hostPort":-1}]"#))
        + PodCase.pass(
            pod(container: #""ports":[{"containerPort":80,"hostPort":0},{"hostPort":null},{}]"#),
            pod(container: #""ports":[]"#), pod(container: #""ports":null"#))

    static let hosts =
        PodCase.fail(
            .hostProbesAndHostLifecycle,
            pod(container: #""livenessProbe":{"httpGet":{"port":1,"host":"10.0.0.1"}}"#),
            pod(container: #""livenessProbe":{"tcpSocket":{"port":1,"host":"127.0.0.1"}}"#),
            pod(container: #""readinessProbe":{"httpGet":{"port":1,"host":"a"}}"#),
            pod(container: #""readinessProbe":{"tcpSocket":{"port":1,"host":"a"}}"#),
            pod(container: #""startupProbe":{"httpGet":{"port":1,"host":" "}}"#),
            pod(container: #""startupProbe":{"tcpSocket":{"port":1,"host":"a"}}"#),
            pod(container: #""lifecycle":{"postStart":{"httpGet":{"port":1,"host":"a"}}}"#),
            pod(container: #""lifecycle":{"postStart":{"tcpSocket":{"port":1,"host":"a"}}}"#),
            pod(container: #""lifecycle":{"preStop":{"httpGet":{"port":1,"host":"a"}}}"#),
            pod(container: #""lifecycle":{"preStop":{"tcpSocket":{"port":1,"host":"a"}}}"#))
        + PodCase.pass(
            pod(container: #""livenessProbe":{"httpGet":{"port":1,"host":""}},"lifecycle":{}"#),
            pod(container: #""livenessProbe":{"httpGet":{"httpHeaders":[{"name":"Host","value":"a"}],"host":null}}"#),
            pod(container: #""readinessProbe":{"exec":{"command":["a"]}},"startupProbe":{"grpc":{"port":1}}"#),
            pod(container: #""lifecycle":{"preStop":{"sleep":{"seconds":1}},"postStart":{"exec":{}}}"#),
            pod(container: #""livenessProbe":null,"lifecycle":{"preStop":null,"postStart":{"tcpSocket":null}}"#))

    private static let appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/"
    static let appArmor =
        PodCase.fail(
            .appArmorProfile,
            pod(podContext: #""appArmorProfile":{"type":"Unconfined"}"#),
            pod(context: #""appArmorProfile":{"type":"Unconfined"}"#),
            pod(context: #""appArmorProfile":{"type":""}"#), pod(context: #""appArmorProfile":{"type":null}"#),
            pod(context: #""appArmorProfile":{}"#), pod(context: #""appArmorProfile":{"type":"runtime/default"}"#),
            pod(context: #""appArmorProfile":{"type":"localhost"}"#),
            pod(annotation: appArmorAnnotation + "app", #""unconfined""#),
            pod(annotation: appArmorAnnotation + "another", #""unconfined""#),
            pod(annotation: appArmorAnnotation, #""RuntimeDefault""#),
            pod(annotation: appArmorAnnotation + "app", #""localhost""#),
            pod(annotation: appArmorAnnotation + "app", #"" ""#),
            pod(annotation: appArmorAnnotation + "app", #""","\#(appArmorAnnotation)app":"unconfined""#))
        + PodCase.pass(
            pod(podContext: #""appArmorProfile":{"type":"RuntimeDefault"}"#),
            pod(context: #""appArmorProfile":{"type":"Localhost","localhostProfile":"p"}"#),
            pod(context: #""appArmorProfile":null"#),
            pod(annotation: appArmorAnnotation + "app", #""runtime/default""#),
            pod(annotation: appArmorAnnotation + "app", #""localhost/p""#),
            pod(annotation: appArmorAnnotation + "app", #""""#), pod(annotation: appArmorAnnotation + "app", "null"),
            pod(annotation: "apparmor.security.beta.kubernetes.io/app", #""unconfined""#),
            #"{"metadata":null,"spec":{}}"#, #"{"metadata":{"annotations":null},"spec":{}}"#)

    static let seLinux =
        PodCase.fail(
            .seLinuxOptions,
            pod(podContext: #""seLinuxOptions":{"type":"spc_t"}"#),
            pod(podContext: #""seLinuxOptions":{"user":"u"}"#), pod(podContext: #""seLinuxOptions":{"role":"r"}"#),
            pod(context: #""seLinuxOptions":{"type":"spc_t"}"#),
            pod(context: #""seLinuxOptions":{"type":"container_t","user":"u"}"#),
            pod(context: #""seLinuxOptions":{"role":"r","level":"l"}"#),
            pod(context: #""seLinuxOptions":{"type":"Container_t"}"#))
        + PodCase.pass(
            pod(podContext: #""seLinuxOptions":{"type":"container_t"}"#),
            pod(context: #""seLinuxOptions":{"type":"container_init_t","level":"s0:c1"}"#),
            pod(context: #""seLinuxOptions":{"type":"container_kvm_t","user":""}"#),
            pod(context: #""seLinuxOptions":{"type":"container_engine_t","role":null}"#),
            pod(context: #""seLinuxOptions":{"type":"","user":null}"#), pod(context: #""seLinuxOptions":{}"#),
            pod(context: #""seLinuxOptions":null"#))

    private static func pod(hostUsers: String, procMount: String) -> String {
        Pods.pod(
            #"{"hostUsers":\#(hostUsers),"containers":[{"name":"app","securityContext":{"procMount":\#(procMount)}}]}"#)
    }
    static let procMount =
        PodCase.fail(
            .procMount,
            pod(context: #""procMount":"Unmasked""#), pod(context: #""procMount":"""#),
            pod(context: #""procMount":"default""#), pod(hostUsers: "true", procMount: #""Unmasked""#),
            pod(hostUsers: "null", procMount: #""Unmasked""#))
        + PodCase.pass(
            pod(context: #""procMount":"Default""#), pod(context: #""procMount":null"#),
            pod(hostUsers: "false", procMount: #""Unmasked""#), pod(hostUsers: "false", procMount: #""Default""#))

    static let seccomp =
        PodCase.fail(
            .seccompProfileBaseline,
            pod(podContext: #""seccompProfile":{"type":"Unconfined"}"#),
            pod(context: #""seccompProfile":{"type":"Unconfined"}"#), pod(context: #""seccompProfile":{"type":""}"#),
            pod(context: #""seccompProfile":{"type":null}"#), pod(podContext: #""seccompProfile":{}"#),
            pod(context: #""seccompProfile":{"type":"runtime/default"}"#),
            pod(context: #""seccompProfile":{"type":"localhost"}"#))
        + PodCase.pass(
            pod(podContext: #""seccompProfile":{"type":"RuntimeDefault"}"#),
            pod(context: #""seccompProfile":{"type":"Localhost","localhostProfile":"p"}"#),
            pod(context: #""seccompProfile":null"#), pod(podContext: #""seccompProfile":null"#),
            // Annotations of before 1.27, which nothing obeys.
            pod(annotation: "seccomp.security.alpha.kubernetes.io/pod", #""unconfined""#),
            pod(annotation: "container.seccomp.security.alpha.kubernetes.io/app", #""unconfined""#))

    static let sysctls =
        PodCase.fail(
            .sysctls,
            pod(sysctl: "kernel.msgmax"), pod(sysctl: "net/ipv4/tcp_syncookies"),
            pod(sysctl: "net.ipv4.TCP_syncookies"),
            pod(sysctl: "net.ipv6.tcp_rmem"), pod(sysctl: "net.ipv4.tcp_rmem "), pod(sysctl: ""),
            pod(podContext: #""sysctls":[{"name":"net.ipv4.tcp_wmem"},{}]"#),
            pod(podContext: #""sysctls":[{"name":null}]"#),
            Pods.pod(#"{"hostUsers":false,"securityContext":{"sysctls":[{"name":"vm.swappiness"}]}}"#))
        + PodCase.pass(
            pod(sysctl: "kernel.shm_rmid_forced"), pod(sysctl: "net.ipv4.ip_local_port_range"),
            pod(sysctl: "net.ipv4.tcp_syncookies"), pod(sysctl: "net.ipv4.ping_group_range"),
            pod(sysctl: "net.ipv4.ip_unprivileged_port_start"), pod(sysctl: "net.ipv4.ip_local_reserved_ports"),
            pod(sysctl: "net.ipv4.tcp_keepalive_time"), pod(sysctl: "net.ipv4.tcp_fin_timeout"),
            pod(sysctl: "net.ipv4.tcp_keepalive_intvl"), pod(sysctl: "net.ipv4.tcp_keepalive_probes"),
            pod(sysctl: "net.ipv4.tcp_rmem"), pod(sysctl: "net.ipv4.tcp_wmem"),
            pod(sysctl: "net.ipv4.tcp_slow_start_after_idle"), pod(sysctl: "net.ipv4.tcp_notsent_lowat"),
            pod(podContext: #""sysctls":[]"#), pod(podContext: #""sysctls":null"#))

    static let windowsHostProcess =
        PodCase.fail(
            .windowsHostProcess,
            pod(podContext: #""windowsOptions":{"hostProcess":true}"#),
            pod(context: #""windowsOptions":{"hostProcess":true}"#),
            Pods.pod(#"{"os":{"name":"windows"},"securityContext":{"windowsOptions":{"hostProcess":true}}}"#))
        + PodCase.pass(
            pod(podContext: #""windowsOptions":{"hostProcess":false,"runAsUserName":"u"}"#),
            pod(context: #""windowsOptions":{"hostProcess":null}"#), pod(context: #""windowsOptions":null"#))

    static let cases =
        hostNamespaces + privileged + capabilities + hostPathVolumes + hostPorts + hosts + appArmor + seLinux
        + procMount + seccomp + sysctls + windowsHostProcess

    @Test(arguments: cases) func `a pod breaks that control and no other`(_ pod: PodCase) throws {
        for list in Pods.lists {
            #expect(try Pods.controls(pod.inList(list), .baseline) == (pod.breaks.map { [$0] } ?? []), "\(list)")
        }
    }

    @Test(arguments: cases) func `what breaks baseline breaks restricted`(_ pod: PodCase) throws {
        guard pod.breaks != nil else { return }
        #expect(try !Pods.controls(pod.pod, .restricted).isEmpty)
    }

    @Test(arguments: cases) func `privileged lets everything through`(_ pod: PodCase) throws {
        #expect(try Pods.controls(pod.pod, .privileged).isEmpty)
    }

    @Test func `each control of baseline is broken by some pod`() {
        #expect(
            Set(Self.cases.compactMap(\.breaks))
                == [
                    .hostNamespaces, .privileged, .capabilitiesBaseline, .hostPathVolumes, .hostPorts,
                    .hostProbesAndHostLifecycle, .appArmorProfile, .seLinuxOptions, .procMount,
                    .seccompProfileBaseline, .sysctls, .windowsHostProcess,
                ])
    }
}
