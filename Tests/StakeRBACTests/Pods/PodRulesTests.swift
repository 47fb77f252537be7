// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// When pods are looked at, and when they cannot be.
struct PodRulesTests {
    /// Breaks every rule of pods at once.
    private static func bad(image: String = "app", labels: String = "{}") -> String {
        #"{"metadata":{"labels":\#(labels)},"spec":{"nodeName":"node-a","containers":[{"name":"app","#
            + #""image":"\#(image)","securityContext":{"privileged":true},"resources":{"limits":{"cpu":"100"}}}],"#
            + #""volumes":[{"name":"v","projected":{"sources":[{"podCertificate":{}}]}}]}}"#
    }

    private static let all: [Rule] = [.quota, .podSecurity, .podPlacement, .podVolumes]

    @Test(arguments: Workload.all) func `are not looked at where an update leaves them alone`(
        _ workload: Workload
    ) throws {
        let policy = Workload.policy
        #expect(try workload.asked(.create, Self.bad()).denials(.developer, policy) == Self.all)
        #expect(try workload.asked(.update, Self.bad(), old: Self.bad()).denials(.developer, policy) == [])
        #expect(try workload.asked(.delete, Self.bad(), old: Self.bad()).denials(.developer, policy) == [])
        let changed = try workload.asked(.update, Self.bad(image: "mine"), old: Self.bad()).denials(.developer, policy)
        // As large as it was; and a pod that is there keeps its machine.
        let rules: [Rule] =
            workload.resource == "pods" ? [.podSecurity, .podVolumes] : [.podSecurity, .podPlacement, .podVolumes]
        #expect(changed == rules)
    }

    @Test func `may have their labels changed, where that makes no new ones`() throws {
        let labelled = Self.bad(labels: #"{"team":"a"}"#)
        #expect(try Workload.pod.asked(.update, labelled, old: Self.bad()).denials(.developer) == [])
        #expect(
            try Workload.deployment.asked(.update, labelled, old: Self.bad()).denials(.developer)
                == [.podSecurity, .podPlacement, .podVolumes])
        // The workload's own labels are none of the template's.
        let object = #"{"metadata":{"labels":{"team":"a"}},"spec":{"paused":true,"template":\#(Self.bad())}}"#
        let asked = Asked(
            .update, "deployments", group: "apps", object: object, old: Workload.deployment.object(Self.bad()))
        #expect(try asked.denials(.developer) == [])
    }

    @Test func `are looked at where what was there cannot be read`() throws {
        let asked = Asked(
            .update, "deployments", group: "apps", object: Workload.deployment.object(Self.bad()),
            old: #"{"spec":{"template":{"spec":7}}}"#)
        #expect(try asked.denials(.developer) == Self.all)
        #expect(
            try Asked(.update, "pods", object: Self.bad(), old: #"{"spec":null}"#).denials(.developer)
                == [.quota, .podSecurity, .podVolumes])
    }

    static let unreadable = [
        #"{"spec":7}"#, #"{"spec":[]}"#, #"{"spec":{"containers":{}}}"#, #"{"spec":{"containers":[7]}}"#,
        #"{"spec":{"containers":[]},"spec":{}}"#, #"{"metadata":7,"spec":{"containers":[]}}"#,
        Workload.pod(#""volumes":{}"#), Workload.pod(#""volumes":[null]"#), Workload.pod(#""nodeName":7"#),
        Workload.pod(#""tolerations":{}"#), Workload.pod(#""tolerations":["x"]"#),
        Workload.pod(#""tolerations":[{"key":1}]"#), Workload.pod(#""priority":"high""#),
        Workload.pod(#""priorityClassName":1"#), Workload.pod(#""schedulerName":[]"#),
        Workload.pod(#""nodeName":"","nodeName":"node-a""#), Workload.pod(#""overhead":"1""#),
        Workload.pod(#""volumes":[{"name":"v","projected":{"sources":{}}}]"#),
        Workload.pod(#""volumes":[{"name":"v","projected":{"sources":[1]}}]"#),
        Workload.pod(#""volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":""}]}}]"#),
        Workload.pod(
            #""volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":"1"}}]}}]"#),
        Workload.pod(resources: "7"), Workload.pod(resources: #"{"requests":[]}"#),
        Workload.pod(resources: #"{"requests":{"cpu":"much"}}"#),
        Workload.pod(resources: #"{"limits":{"memory":true}}"#),
        Workload.pod(resources: #"{"limits":{"cpu":"1","cpu":"2"}}"#),
    ]

    @Test(arguments: Workload.all) func `are refused where they cannot be read`(_ workload: Workload) throws {
        for pod in Self.unreadable {
            let denials = try workload.asked(.create, pod).denials(.developer, Workload.policy)
            #expect(denials.last == .unreadable, "\(pod)")
        }
    }

    @Test(arguments: Workload.all) func `are refused where there is no object`(_ workload: Workload) throws {
        var asked = workload.asked(.create, Workload.pod())
        asked.object = "null"
        #expect(try asked.denials(.developer, Workload.policy) == [.unreadable])
    }

    @Test func `may stay as they were where nobody can read them`() throws {
        let pod = Workload.pod(#""volumes":[null]"#)
        let policy = {
            var policy = Workload.policy
            policy.quotas[.developer] = nil
            return policy
        }()
        #expect(try Workload.custom.asked(.update, pod, old: pod).denials(.developer, policy) == [])
        #expect(
            try Workload.custom.asked(.update, pod, old: Workload.pod()).denials(.developer, policy) == [.unreadable])
    }

    @Test func `need not be there where a template may be`() throws {
        func fleet(_ object: String) throws -> [Rule] {
            try Asked(.create, "fleets", group: "example.org", object: object).denials(.developer, Workload.policy)
        }
        for object in [
            "{}", #"{"spec":null}"#, #"{"spec":{}}"#, #"{"spec":{"crew":null}}"#, #"{"spec":{"crew":{"pods":{}}}}"#,
        ] {
            #expect(try fleet(object) == [], "\(object)")
        }
        for object in [
            #"{"spec":[]}"#, #"{"spec":{"crew":"all"}}"#, #"{"spec":{"crew":{"pods":[]}}}"#,
            #"{"spec":{"crew":{"pods":{"spec":1}}}}"#, #"{"spec":{"crew":{"members":"2","pods":{}}}}"#,
            #"{"spec":{"crew":{"members":1.5,"pods":{}}}}"#, #"{"spec":{"crew":{"pods":{},"pods":{}}}}"#,
        ] {
            #expect(try fleet(object) == [.unreadable], "\(object)")
        }
        for (object, rules) in [(#"{"spec":{}}"#, []), (#"{"spec":7}"#, [Rule.unreadable])] {
            #expect(
                try Asked(.create, "deployments", group: "apps", object: object).denials(.developer) == rules)
        }
    }

    @Test func `are judged by the stake behind a service account`() throws {
        let verdict = try Workload.pod.asked(.create, Self.bad()).verdict(
            by: .serviceAccount(Asked.staker(.developer)), groups: [])
        #expect(verdict.denials.map(\.rule) == Self.all)
    }

    @Test func `are not looked at in other parts and kinds`() throws {
        #expect(try Asked(.create, "pods", part: "eviction", object: Self.bad()).denials(.developer) == [])
        #expect(try Asked(.create, "configmaps", object: Self.bad()).denials(.developer) == [])
        #expect(try Asked(.connect, "pods", part: "exec", object: #"{"command":["sh"]}"#).denials(.developer) == [])
    }

    @Test func `are exempt where the policy says so, rule by rule`() throws {
        var policy = Policy()
        policy.exemptions = [Exemption(rules: [.podSecurity, .quota], addresses: [Asked.owner], reason: "migration")]
        let verdict = try Workload.pod.asked(.create, Self.bad()).verdict(.developer, policy)
        #expect(verdict.denials.map(\.rule) == [.podPlacement, .podVolumes])
        #expect(verdict.isExempted)
    }
}
