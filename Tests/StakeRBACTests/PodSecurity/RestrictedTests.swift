// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

/// Each control of restricted, with pods written from the standard.
struct RestrictedTests {
    private static let profile = #""seccompProfile":{"type":"RuntimeDefault"}"#
    private static let noEscalation = #""allowPrivilegeEscalation":false"#
    private static let dropAll = #""capabilities":{"drop":["ALL"]}"#

    private static func pod(volume: String) -> String { Pods.restricted(spec: #""volumes":[{"name":"v",\#(volume)}]"#) }
    private static func pod(capabilities: String) -> String {
        Pods.restricted(context: #"\#(noEscalation),"capabilities":\#(capabilities)"#)
    }
    private static func pod(windows context: String, pod: String = #""runAsNonRoot":true"#) -> String {
        Pods.restricted(spec: #""os":{"name":"windows"}"#, pod: pod, context: context)
    }

    static let volumes =
        PodCase.fail(
            .restrictedVolumes,
            pod(volume: #""hostPath":{"path":"/"}"#), pod(volume: #""gcePersistentDisk":{}"#),
            pod(volume: #""awsElasticBlockStore":{}"#), pod(volume: #""gitRepo":{}"#), pod(volume: #""nfs":{}"#),
            pod(volume: #""iscsi":{}"#), pod(volume: #""glusterfs":{}"#), pod(volume: #""rbd":{}"#),
            pod(volume: #""flexVolume":{}"#), pod(volume: #""cinder":{}"#), pod(volume: #""cephfs":{}"#),
            pod(volume: #""flocker":{}"#), pod(volume: #""fc":{}"#), pod(volume: #""azureFile":{}"#),
            pod(volume: #""vsphereVolume":{}"#), pod(volume: #""quobyte":{}"#), pod(volume: #""azureDisk":{}"#),
            pod(volume: #""portworxVolume":{}"#), pod(volume: #""photonPersistentDisk":{}"#),
            pod(volume: #""scaleIO":{}"#), pod(volume: #""storageos":{}"#), pod(volume: #""madeUpTomorrow":{}"#),
            pod(volume: #""EmptyDir":{}"#), pod(volume: #""emptyDir":{},"nfs":{}"#),
            pod(volume: #""nfs":{},"nfs":null"#))
        + PodCase.pass(
            pod(volume: #""configMap":{}"#), pod(volume: #""csi":{"driver":"d"}"#), pod(volume: #""downwardAPI":{}"#),
            pod(volume: #""emptyDir":{}"#), pod(volume: #""ephemeral":{}"#), pod(volume: #""image":{}"#),
            pod(volume: #""persistentVolumeClaim":{"claimName":"c"}"#),
            pod(volume: #""projected":{"sources":[{"serviceAccountToken":{"path":"t"}},{"configMap":{}}]}"#),
            pod(volume: #""secret":{}"#), pod(volume: #""nfs":null,"secret":{}"#),
            // Kubernetes makes it an emptyDir.
            pod(volume: #""nfs":null"#))

    static let escalation =
        PodCase.fail(
            .allowPrivilegeEscalation,
            Pods.restricted(context: dropAll),
            Pods.restricted(context: #"\#(dropAll),"allowPrivilegeEscalation":true"#),
            Pods.restricted(context: #"\#(dropAll),"allowPrivilegeEscalation":null"#),
            Pods.restricted(spec: #""hostUsers":false"#, context: dropAll),
            Pods.restricted(spec: #""os":{"name":"linux"}"#, context: dropAll),
            Pods.restricted(spec: #""os":{"name":"Windows"}"#, context: dropAll))
        + PodCase.pass(Pods.restricted(), Pods.restricted(spec: #""os":null"#), pod(windows: dropAll))

    static let capabilities =
        PodCase.fail(
            .capabilitiesRestricted,
            Pods.restricted(context: noEscalation), pod(capabilities: "null"), pod(capabilities: "{}"),
            pod(capabilities: #"{"drop":[]}"#), pod(capabilities: #"{"drop":null}"#),
            pod(capabilities: #"{"drop":["all"]}"#), pod(capabilities: #"{"drop":["All"]}"#),
            pod(capabilities: #"{"drop":["NET_RAW","CAP_ALL"]}"#), pod(capabilities: #"{"add":["NET_BIND_SERVICE"]}"#),
            pod(capabilities: #"{"drop":["ALL"],"add":["CHOWN"]}"#),
            pod(capabilities: #"{"drop":["ALL"],"add":["ALL"]}"#),
            pod(capabilities: #"{"drop":["ALL"],"add":["NET_BIND_SERVICE","NET_RAW"]}"#),
            pod(capabilities: #"{"drop":["ALL"],"add":["net_bind_service"]}"#),
            pod(capabilities: #"{"drop":["ALL"],"add":[""]}"#))
        + PodCase.pass(
            pod(capabilities: #"{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}"#),
            pod(capabilities: #"{"drop":["NET_RAW","ALL"],"add":[]}"#),
            pod(capabilities: #"{"drop":["ALL","ALL"],"add":null}"#), pod(windows: noEscalation))
        // Where the control is waived its twin is not.
        + PodCase.fail(.capabilitiesBaseline, pod(windows: #""capabilities":{"add":["SYS_ADMIN"]}"#))

    private static func pod(nonRoot: String, _ contexts: String..., spec: String = #""x":0"#) -> String {
        let containers = contexts.map { #"{"name":"app","securityContext":{\#(Pods.safe)\#($0)}}"# }
        let list = containers.joined(separator: ",")
        return Pods.pod(#"{\#(spec),"securityContext":{\#(nonRoot)\#(profile)},"containers":[\#(list)]}"#)
    }
    static let nonRoot =
        PodCase.fail(
            .runAsNonRoot,
            pod(nonRoot: "", ""), pod(nonRoot: #""runAsNonRoot":false,"#, ""),
            pod(nonRoot: #""runAsNonRoot":null,"#, #","runAsNonRoot":null"#),
            pod(nonRoot: #""runAsNonRoot":false,"#, #","runAsNonRoot":true"#),
            pod(nonRoot: #""runAsNonRoot":true,"#, #","runAsNonRoot":false"#),
            pod(nonRoot: "", #","runAsNonRoot":true"#, ""), pod(nonRoot: "", "", spec: #""hostUsers":true"#),
            pod(nonRoot: #""runAsUser":1000,"#, #","runAsUser":1000"#), pod(windows: "", pod: #""x":0"#))
        + PodCase.pass(
            pod(nonRoot: #""runAsNonRoot":true,"#, "", #","runAsNonRoot":null"#),
            pod(nonRoot: "", #","runAsNonRoot":true"#, #","runAsNonRoot":true"#),
            pod(nonRoot: "", "", spec: #""hostUsers":false"#),
            pod(nonRoot: #""runAsNonRoot":false,"#, #","runAsNonRoot":false"#, spec: #""hostUsers":false"#))

    static let users =
        PodCase.fail(
            .runAsUser,
            Pods.restricted(pod: #"\#(Pods.safePod),"runAsUser":0"#),
            Pods.restricted(pod: #"\#(Pods.safePod),"runAsUser":-0"#),
            Pods.restricted(context: #"\#(Pods.safe),"runAsUser":0"#),
            Pods.restricted(pod: #"\#(Pods.safePod),"runAsUser":0"#, context: #"\#(Pods.safe),"runAsUser":1"#))
        + PodCase.pass(
            Pods.restricted(pod: #"\#(Pods.safePod),"runAsUser":1"#, context: #"\#(Pods.safe),"runAsUser":65535"#),
            Pods.restricted(pod: #"\#(Pods.safePod),"runAsUser":null"#, context: #"\#(Pods.safe),"runAsGroup":0"#),
            Pods.restricted(
                spec: #""hostUsers":false"#, pod: #"\#(Pods.safePod),"runAsUser":0"#,
                context: #"\#(Pods.safe),"runAsUser":0"#))

    private static func pod(seccomp: String, _ contexts: String...) -> String {
        let containers = contexts.map { #"{"name":"app","securityContext":{\#(Pods.safe)\#($0)}}"# }
        let list = containers.joined(separator: ",")
        return Pods.pod(#"{"securityContext":{"runAsNonRoot":true\#(seccomp)},"containers":[\#(list)]}"#)
    }
    static let seccomp =
        PodCase.fail(
            .seccompProfileRestricted,
            pod(seccomp: "", ""), pod(seccomp: #","seccompProfile":null"#, #","seccompProfile":null"#),
            pod(seccomp: #","seccompProfile":{}"#, ",\(profile)"),
            pod(seccomp: #","seccompProfile":{"type":"Unconfined"}"#, ",\(profile)"),
            pod(seccomp: ",\(profile)", #","seccompProfile":{"type":"Unconfined"}"#),
            pod(seccomp: ",\(profile)", #","seccompProfile":{"type":""}"#),
            pod(seccomp: ",\(profile)", #","seccompProfile":{}"#), pod(seccomp: "", ",\(profile)", ""),
            #"""
            {"metadata":{"annotations":{"seccomp.security.alpha.kubernetes.io/pod":"runtime/default"}},
            "spec":{"securityContext":{"runAsNonRoot":true},"containers":[\#(Pods.safeContainer)]}}
            """#)
        + PodCase.pass(
            pod(seccomp: ",\(profile)", "", ",\(profile)"), pod(seccomp: "", ",\(profile)", ",\(profile)"),
            pod(seccomp: #","seccompProfile":{"type":"Localhost","localhostProfile":"p"}"#, ""),
            pod(seccomp: ""), pod(windows: ""))
        + PodCase.fail(.seccompProfileBaseline, pod(windows: #""seccompProfile":{"type":"Unconfined"}"#))

    static let procMount =
        PodCase.fail(
            .procMountRestricted,
            Pods.restricted(context: #"\#(Pods.safe),"procMount":"Unmasked""#),
            Pods.restricted(spec: #""hostUsers":false"#, context: #"\#(Pods.safe),"procMount":"Unmasked""#),
            pod(windows: #""procMount":"Unmasked""#))
        + PodCase.pass(
            Pods.restricted(context: #"\#(Pods.safe),"procMount":"Default""#),
            Pods.restricted(context: #"\#(Pods.safe),"procMount":null"#))

    /// Controls of baseline stay in force.
    static let ofBaseline =
        PodCase.fail(.hostNamespaces, Pods.restricted(spec: #""hostNetwork":true"#))
        + PodCase.fail(.privileged, Pods.restricted(context: #"\#(Pods.safe),"privileged":true"#))
        + PodCase.fail(
            .sysctls, Pods.restricted(pod: #"\#(Pods.safePod),"sysctls":[{"name":"kernel.msgmax"}]"#))
        + PodCase.fail(
            .windowsHostProcess, pod(windows: #""windowsOptions":{"hostProcess":true}"#))

    static let cases =
        volumes + escalation + capabilities + nonRoot + users + seccomp + procMount + ofBaseline

    @Test(arguments: cases) func `a pod breaks that control and no other`(_ pod: PodCase) throws {
        for list in Pods.lists {
            #expect(try Pods.controls(pod.inList(list), .restricted) == (pod.breaks.map { [$0] } ?? []), "\(list)")
        }
    }

    @Test(arguments: cases) func `what passes as restricted passes as baseline`(_ pod: PodCase) throws {
        guard pod.breaks == nil else { return }
        #expect(try Pods.controls(pod.pod, .baseline).isEmpty)
    }

    @Test func `each control that only restricted demands is broken by some pod`() {
        let all = Set(Self.cases.compactMap(\.breaks))
        #expect(
            all.isSuperset(of: [
                .restrictedVolumes, .allowPrivilegeEscalation, .runAsNonRoot, .runAsUser, .seccompProfileRestricted,
                .capabilitiesRestricted, .procMountRestricted,
            ]))
    }

    @Test func `a pod that says nothing breaks four controls`() throws {
        let controls = try Pods.controls(Pods.pod(#"{"containers":[{"name":"app"}]}"#), .restricted)
        #expect(
            controls == [
                .allowPrivilegeEscalation, .runAsNonRoot, .seccompProfileRestricted, .capabilitiesRestricted,
            ])
    }

    @Test func `a pod breaks all that it can`() throws {
        let pod = """
            {"hostPID":true,"volumes":[{"name":"v","hostPath":{}}],
            "securityContext":{"appArmorProfile":{},"sysctls":[{}],"runAsUser":0},
            "containers":[{"name":"app","ports":[{"hostPort":1}],"livenessProbe":{"httpGet":{"host":"a"}},
            "securityContext":{"privileged":true,"procMount":"Unmasked","seLinuxOptions":{"user":"u"},
            "windowsOptions":{"hostProcess":true},"seccompProfile":{},"capabilities":{"add":["ALL"]}}}]}
            """
        #expect(
            try Pods.controls(Pods.pod(pod), .baseline) == [
                .hostNamespaces, .privileged, .capabilitiesBaseline, .hostPathVolumes, .hostPorts,
                .hostProbesAndHostLifecycle, .appArmorProfile, .seLinuxOptions, .procMount, .seccompProfileBaseline,
                .sysctls, .windowsHostProcess,
            ])
        #expect(
            try Pods.controls(Pods.pod(pod), .restricted) == [
                .hostNamespaces, .privileged, .hostPorts, .hostProbesAndHostLifecycle, .appArmorProfile,
                .seLinuxOptions, .sysctls, .windowsHostProcess, .restrictedVolumes, .allowPrivilegeEscalation,
                .runAsNonRoot, .runAsUser, .seccompProfileRestricted, .capabilitiesRestricted, .procMountRestricted,
            ])
    }
}
