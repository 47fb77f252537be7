// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

/// What a person reads.
struct ViolationTextTests {
    private func text(_ pod: String, _ level: PodSecurityLevel = .baseline) throws -> String {
        let violations = try Pods.violations(pod, level)
        return try #require(violations.count == 1 ? violations.first : nil).text
    }

    private func privileged(_ names: [String]) throws -> String {
        let containers = names.map { #"{"name":"\#($0)","securityContext":{"privileged":true}}"# }
        return try text(Pods.pod(#"{"containers":[\#(containers.joined(separator: ","))]}"#))
    }

    @Test func `a container is named with what would fix it`() throws {
        let text = try text(Pods.restricted(context: #""capabilities":{"drop":["ALL"]}"#), .restricted)
        #expect(text == #"container "app" must set securityContext.allowPrivilegeEscalation to false"#)
    }

    @Test func `the pod itself is named`() throws {
        #expect(
            try text(Pods.pod(#"{"hostIPC":true}"#)) == "pod must not set hostNetwork, hostPID or hostIPC to true")
    }

    @Test func `pod and containers stand in one sentence, with what was found`() throws {
        let pod = """
            {"securityContext":{"seccompProfile":{"type":"Unconfined"}},"containers":[
            {"name":"a","securityContext":{"seccompProfile":{"type":"None"}}},
            {"name":"b","securityContext":{"seccompProfile":{"type":"Unconfined"}}}]}
            """
        #expect(
            try text(Pods.pod(pod)) == """
                pod and containers "a", "b" must set securityContext.seccompProfile.type to RuntimeDefault or \
                Localhost or not at all (found "Unconfined", "None")
                """)
    }

    @Test func `volumes are named with their kinds`() throws {
        let pod = #"{"volumes":[{"name":"a","nfs":{}},{"emptyDir":{}},{"name":"c","fc":{},"rbd":{}}]}"#
        #expect(
            try text(Pods.pod(pod), .restricted) == """
                volumes "a", "c" must be a configMap, csi, downwardAPI, emptyDir, ephemeral, image, \
                persistentVolumeClaim, projected or secret (found "nfs", "fc", "rbd")
                """)
    }

    @Test func `three are named, the others counted`() throws {
        let remedy = "must not set securityContext.privileged to true"
        #expect(try privileged(["a"]) == #"container "a" \#(remedy)"#)
        #expect(try privileged(["a", "b", "c"]) == #"containers "a", "b", "c" \#(remedy)"#)
        #expect(try privileged(["a", "b", "c", "d"]) == #"containers "a", "b", "c" and 1 more \#(remedy)"#)
        #expect(
            try privileged(Array(repeating: "a", count: 1000)) == #"containers "a", "a", "a" and 997 more \#(remedy)"#)
    }

    @Test func `a container that breaks a control in several ways counts once`() throws {
        let pod = Pods.pod(container: #""ports":[{"hostPort":1},{"hostPort":2}]"#)
        #expect(try text(pod) == #"container "app" must not set ports.hostPort"#)
    }

    @Test func `names are cut, and what could act on a terminal is not shown`() throws {
        let remedy = "must not set securityContext.privileged to true"
        let longest = String(repeating: "n", count: 63)
        #expect(try privileged([longest]) == #"container "\#(longest)" \#(remedy)"#)
        #expect(try privileged([longest + "x"]) == #"container "\#(longest)" \#(remedy)"#)
        #expect(try privileged([#"a\u001b[1m\n\"\\\u007f~"#]) == #"container "a?[1m????~" \#(remedy)"#)
        #expect(try privileged(["\u{E9}"]) == #"container "??" \#(remedy)"#)
        #expect(try privileged([""]) == #"container "" \#(remedy)"#)
    }

    @Test func `three values are shown, each once and cut`() throws {
        let long = String(repeating: "v", count: 64)
        let names = ["x", "x", long, "\\u0000", "y"].map { #"{"name":"\#($0)"}"# }
        let pod = Pods.pod(#"{"securityContext":{"sysctls":[\#(names.joined(separator: ","))]}}"#)
        #expect(try text(pod).hasSuffix(#" and tcp_wmem (found "x", "\#(String(repeating: "v", count: 63))", "?")"#))
    }
}
