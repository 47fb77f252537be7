// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Which standard the pods of which tier keep; what the standard says is tried where it is.
struct PodSecurityRuleTests {
    /// Breaks what `restricted` asks for, and nothing of `baseline`.
    private static let plain = #"{"spec":{"containers":[{"name":"app","image":"app"}]}}"#
    private static let privileged =
        #"{"spec":{"containers":[{"name":"app","image":"app","securityContext":{"privileged":true}}]}}"#
    private static let onHost =
        #"{"spec":{"hostNetwork":true,"hostPID":true,"containers":["#
        + #"{"name":"app","image":"app","ports":[{"containerPort":80,"hostPort":80}],"securityContext":{"#
        + #""privileged":true,"runAsUser":0,"procMount":"Unmasked","capabilities":{"add":["SYS_ADMIN"]}}}],"#
        + #""volumes":[{"name":"v","hostPath":{"path":"/"}}]}}"#

    @Test(arguments: Workload.all) func `holds each tier's pods to its level`(_ workload: Workload) throws {
        let pods: [(String, developer: [Rule], admin: [Rule])] = [
            (Workload.pod(), [], []),
            (Self.plain, [.podSecurity], []),
            (Self.privileged, [.podSecurity], [.podSecurity]),
            (Self.onHost, [.podSecurity], [.podSecurity]),
        ]
        for (pod, developer, admin) in pods {
            let asked = workload.asked(.create, pod)
            #expect(try asked.denials(.developer, Workload.policy) == developer)
            #expect(try asked.denials(.admin, Workload.policy) == admin)
            #expect(try asked.denials(.super, Workload.policy) == [])
        }
    }

    @Test func `holds a template of pods to it, too`() throws {
        #expect(try Workload.podTemplate.asked(.create, Self.plain).denials(.admin) == [])
        #expect(try Workload.podTemplate.asked(.create, Self.privileged).denials(.admin) == [.podSecurity])
    }

    @Test func `takes the level from the policy, for the super tier as well`() throws {
        var policy = Policy()
        policy.pods.security[.developer] = .privileged
        policy.pods.security[.super] = .baseline
        let asked = Workload.pod.asked(.create, Self.privileged)
        #expect(try asked.denials(.developer, policy) == [])
        #expect(try asked.denials(.super, policy) == [.podSecurity])
    }

    @Test(arguments: ["initContainers", "ephemeralContainers"])
    func `looks at every list of containers`(_ list: String) throws {
        let pod = Workload.pod(#""\#(list)":[{"name":"other","image":"app","securityContext":{"privileged":true}}]"#)
        #expect(try Workload.deployment.asked(.create, pod).denials(.admin) == [.podSecurity])
    }

    @Test(arguments: ["ephemeralcontainers", "resize"])
    func `judges the whole pod when a part of it is changed`(_ part: String) throws {
        let debug = #""ephemeralContainers":["# + Workload.container() + "]"
        let good = Workload.pod.asked(.update, Workload.pod(debug), old: Workload.pod(), part: part)
        #expect(try good.denials(.developer) == [])
        let added = Workload.pod(#""ephemeralContainers":[{"name":"debug","image":"busybox"}]"#)
        let bad = Workload.pod.asked(.update, added, old: Workload.pod(), part: part)
        #expect(try bad.denials(.developer) == [.podSecurity])
        // Somebody else's pod that breaks the standard takes no container of a developer's.
        let host = Workload.pod(debug + #","hostPID":true"#)
        let into = Workload.pod.asked(.update, host, old: Workload.pod(#""hostPID":true"#), part: part)
        #expect(try into.denials(.developer) == [.podSecurity])
    }

    @Test func `names the standard, five ways to break it, and counts the rest`() throws {
        let verdict = try Workload.deployment.asked(.create, Self.onHost).verdict(.developer)
        let text = try #require(verdict.denials.first?.text)
        #expect(
            text.hasPrefix(
                #"deployments.apps: pods of developer tier must keep the Pod Security Standard "restricted" (v1.37): "#)
        )
        #expect(text.hasSuffix(" more"))
        #expect(text.split(separator: "; ").count == 6)
        let plain = try Workload.pod.asked(.create, Self.plain).verdict(.developer)
        #expect(plain.denials.count == 1)
        #expect(plain.message?.contains(" more") == false)
    }

    @Test func `is warned of where the policy says so`() throws {
        var policy = Policy()
        policy.enforcements[.podSecurity] = .warn
        let verdict = try Workload.pod.asked(.create, Self.plain).verdict(.developer, policy)
        #expect(verdict.isAllowed)
        #expect(verdict.warnings.map(\.rule) == [.podSecurity])
    }
}
