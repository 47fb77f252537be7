// SPDX-License-Identifier: Apache-2.0
import Testing
import Wire

@testable import StakeRBAC

/// Pods that nobody can judge: each is an error, at every level that judges.
struct MalformedPodTests {
    static let wrongTypes = [
        Pods.pod("[]"), Pods.pod(#""a""#), Pods.pod(#"{"hostPID":"true"}"#), Pods.pod(#"{"hostNetwork":1}"#),
        Pods.pod(#"{"hostUsers":"false"}"#), Pods.pod(#"{"os":"windows"}"#), Pods.pod(#"{"os":{"name":1}}"#),
        Pods.pod(#"{"securityContext":[]}"#), Pods.pod(#"{"securityContext":{"runAsNonRoot":"true"}}"#),
        Pods.pod(#"{"securityContext":{"runAsUser":"0"}}"#), Pods.pod(#"{"securityContext":{"runAsUser":0.0}}"#),
        Pods.pod(#"{"securityContext":{"runAsUser":1e3}}"#), Pods.pod(#"{"securityContext":{"sysctls":{}}}"#),
        Pods.pod(#"{"securityContext":{"sysctls":["kernel.shm_rmid_forced"]}}"#),
        Pods.pod(#"{"securityContext":{"sysctls":[null]}}"#),
        Pods.pod(#"{"securityContext":{"sysctls":[{"name":1}]}}"#), Pods.pod(#"{"volumes":{}}"#),
        Pods.pod(#"{"volumes":[null]}"#), Pods.pod(#"{"volumes":[{"name":"v","hostPath":"/"}]}"#),
        Pods.pod(#"{"volumes":[{"name":"v","emptyDir":true}]}"#), Pods.pod(#"{"containers":{}}"#),
        Pods.pod(#"{"containers":[null]}"#), Pods.pod(#"{"initContainers":"a"}"#),
        Pods.pod(#"{"ephemeralContainers":[[]]}"#),
        Pods.pod(context: #""privileged":"yes""#), Pods.pod(context: #""privileged":0"#),
        Pods.pod(context: #""allowPrivilegeEscalation":"false""#), Pods.pod(context: #""procMount":true"#),
        Pods.pod(context: #""capabilities":[]"#), Pods.pod(context: #""capabilities":{"drop":"ALL"}"#),
        Pods.pod(context: #""capabilities":{"drop":["ALL",1]}"#),
        Pods.pod(context: #""capabilities":{"add":[null]}"#), Pods.pod(context: #""capabilities":{"add":{}}"#),
        Pods.pod(context: #""seccompProfile":"RuntimeDefault""#), Pods.pod(context: #""seccompProfile":{"type":[]}"#),
        Pods.pod(context: #""appArmorProfile":[]"#), Pods.pod(context: #""seLinuxOptions":{"user":false}"#),
        Pods.pod(context: #""seLinuxOptions":{"type":{}}"#), Pods.pod(context: #""windowsOptions":true"#),
        Pods.pod(context: #""windowsOptions":{"hostProcess":"true"}"#), Pods.pod(container: #""securityContext":1"#),
        Pods.pod(container: #""ports":[80]"#), Pods.pod(container: #""ports":[{"hostPort":"80"}]"#),
        Pods.pod(container: #""ports":[{"hostPort":0.5}]"#), Pods.pod(container: #""livenessProbe":[]"#),
        Pods.pod(container: #""livenessProbe":{"httpGet":{"host":["a"]}}"#),
        Pods.pod(container: #""lifecycle":{"preStop":"a"}"#),
        #"{"metadata":[],"spec":{}}"#, #"{"metadata":{"annotations":[]},"spec":{}}"#,
        #"{"metadata":{"annotations":{"container.apparmor.security.beta.kubernetes.io/a":1}},"spec":{}}"#,
    ]

    static let duplicates = [
        Pods.pod(#"{"hostPID":true,"hostPID":false}"#), Pods.pod(#"{"hostUsers":true,"hostUsers":false}"#),
        Pods.pod(#"{"containers":[],"containers":[]}"#), Pods.pod(#"{"volumes":null,"volumes":null}"#),
        Pods.pod(#"{"securityContext":{},"securityContext":null}"#), Pods.pod(#"{"os":null,"\u006fs":{}}"#),
        Pods.pod(context: #""privileged":false,"privileged":true"#),
        Pods.pod(context: #""capabilities":{"drop":["ALL"],"drop":[]}"#),
        Pods.pod(context: #""seccompProfile":{"type":"RuntimeDefault","type":"Unconfined"}"#),
        Pods.pod(container: #""securityContext":null,"securityContext":{}"#),
        Pods.pod(container: #""ports":[{"hostPort":0,"hostPort":1}]"#),
        Pods.pod(container: #""livenessProbe":{"httpGet":{"host":"","host":"a"}}"#),
        #"{"metadata":{"annotations":{},"annotations":{}},"spec":{}}"#,
    ]

    @Test(arguments: wrongTypes) func `another type is an error`(_ pod: String) {
        for level in [PodSecurityLevel.baseline, .restricted] {
            #expect(throws: JSONError.wrongType) { try Pods.controls(pod, level) }
        }
    }

    @Test(arguments: duplicates) func `a key that decides must stand once`(_ pod: String) {
        for level in [PodSecurityLevel.baseline, .restricted] {
            #expect(throws: JSONError.duplicateKey) { try Pods.controls(pod, level) }
        }
    }

    @Test(arguments: wrongTypes + duplicates) func `privileged reads nothing`(_ pod: String) throws {
        #expect(try Pods.controls(pod, .privileged).isEmpty)
    }
}
