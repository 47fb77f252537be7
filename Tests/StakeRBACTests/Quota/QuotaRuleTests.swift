// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// What a stake is worth, and no more.
///
/// A developer of 2 SUI has 2 CPU, 4 GiB, 20 pods and 20 GiB of storage; an admin of 5 SUI two and a half times as much.
struct QuotaRuleTests {
    private static func requests(_ cpu: String, _ memory: String = "1Mi") -> String {
        #"{"requests":{"cpu":"\#(cpu)","memory":"\#(memory)"}}"#
    }

    private static func rules(
        _ workload: Workload, _ pod: String, times count: String? = nil, _ tier: Tier = .developer
    ) throws -> [Rule] {
        try workload.asked(.create, pod, times: count).denials(tier, Workload.policy)
    }

    @Test(arguments: Workload.all) func `holds a pod to the stake`(_ workload: Workload) throws {
        for (resources, isAllowed) in [
            ("{}", true), (Self.requests("2"), true), (Self.requests("2000m"), true), (Self.requests("2001m"), false),
            (Self.requests("2.0000000001"), false), (Self.requests("1", "4Gi"), true),
            (Self.requests("1", "4294967297"), false), (#"{"limits":{"cpu":"2","memory":"4Gi"}}"#, true),
            (#"{"limits":{"cpu":"3"}}"#, false), (#"{"limits":{"memory":"5G"}}"#, false),
            (#"{"requests":{"cpu":"1"},"limits":{"cpu":"3"}}"#, false), (#"{"requests":{"cpu":2}}"#, true),
            (#"{"requests":{"cpu":2.5}}"#, false), (#"{"requests":{"cpu":3}}"#, false),
            (#"{"requests":{"cpu":1.9}}"#, true), (#"{"requests":{"cpu":1e3}}"#, false),
            (#"{"requests":{"cpu":null},"limits":null}"#, true), (#"{"requests":{"nvidia.com/gpu":"9"}}"#, true),
            (#"{"requests":{"ephemeral-storage":"9Ti","hugepages-2Mi":"9Gi"}}"#, true),
            (Self.requests("9223372036854775807"), false), (Self.requests("-1"), true),
        ] {
            let rules = try Self.rules(workload, Workload.pod(resources: resources))
            #expect(rules == (isAllowed ? [] : [.quota]), "\(resources)")
        }
        #expect(try Self.rules(workload, Workload.pod(resources: Self.requests("5")), .admin) == [])
        #expect(try Self.rules(workload, Workload.pod(resources: Self.requests("5001m")), .admin) == [.quota])
        #expect(try Self.rules(workload, Workload.pod(resources: Self.requests("5001")), .super) == [])
    }

    @Test(arguments: Workload.counted) func `holds all of a workload's pods to it`(_ workload: Workload) throws {
        let half = Workload.pod(resources: Self.requests("500m", "1Gi"))
        for (count, isAllowed) in [
            ("1", true), ("4", true), ("5", false), ("0", true), ("null", true), ("9223372036854775807", false),
            ("-1", false), ("-9223372036854775808", false),
        ] {
            #expect(try Self.rules(workload, half, times: count) == (isAllowed ? [] : [.quota]), "\(count)")
        }
        #expect(try Self.rules(workload, Workload.pod(), times: "20") == [])
        #expect(try Self.rules(workload, Workload.pod(), times: "21") == [.quota])
        #expect(try Self.rules(workload, Workload.pod(), times: "21", .admin) == [])
        #expect(try Self.rules(workload, Workload.pod(), times: "18446744073709551616") == [.unreadable])
        // What has no pods yet can be scaled later, by a request that does not show what a pod takes.
        let large = Workload.pod(resources: Self.requests("64"))
        #expect(try Self.rules(workload, large, times: "0") == [.quota])
    }

    // https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
    @Test func `sums containers as Kubernetes does`() throws {
        func container(_ cpu: String, _ more: String = "") -> String {
            Workload.container(resources: Self.requests(cpu), more)
        }
        let always = #","restartPolicy":"Always""#
        for (containers, starting, more, isAllowed) in [
            // Side by side.
            (["1", "1"], [], "", true), (["1", "1", "1m"], [], "", false),
            // One after the other.
            (["1"], [container("2"), container("2")], "", true), (["1"], [container("2001m")], "", false),
            // A sidecar stays, beside what starts after it and beside the containers.
            (["1"], [container("1", always)], "", true), (["1"], [container("1001m", always)], "", false),
            (["1"], [container("1", always), container("1")], "", true),
            (["1"], [container("1", always), container("1001m")], "", false),
            (["1"], [container("2"), container("1", always)], "", true),
            (["500m"], [container("1", always), container("500m", always), container("501m")], "", false),
            (["1"], [container("2", #","restartPolicy":"Never""#)], "", true),
            // What is said for the pod counts instead.
            (["1"], [], #""resources":{"requests":{"cpu":"2"}}"#, true),
            (["1"], [], #""resources":{"requests":{"cpu":"3"}}"#, false),
            (["1"], [], #""resources":{"limits":{"cpu":"3"}}"#, false),
            (["1"], [], #""resources":{"requests":{"memory":"1Gi"}}"#, true),
            // And the runtime takes its own.
            (["1"], [], #""overhead":{"cpu":"1"}"#, true), (["1"], [], #""overhead":{"cpu":"1001m"}"#, false),
            (["1"], [], #""resources":{"requests":{"cpu":"2"}},"overhead":{"cpu":"1m"}"#, false),
        ] as [([String], [String], String, Bool)] {
            let list = containers.map { container($0) }.joined(separator: ",")
            let pod =
                #"{"spec":{"containers":[\#(list)],"initContainers":[\#(starting.joined(separator: ","))]"#
                + (more.isEmpty ? "" : "," + more) + "}}"
            #expect(try Self.rules(.pod, pod) == (isAllowed ? [] : [.quota]), "\(containers) \(starting) \(more)")
        }
    }

    @Test func `does not sum what would wrap around`() throws {
        let all = Self.requests("9223372036854775807", "9223372036854775807")
        let list = [String](repeating: Workload.container(resources: all), count: 3).joined(separator: ",")
        let verdict = try Workload.deployment.asked(.create, #"{"spec":{"containers":[\#(list)]}}"#, times: "3")
            .verdict(.developer)
        #expect(verdict.denials.map(\.rule) == [.quota])
        #expect(verdict.message?.contains("more CPU than can be counted in all") == true)
    }

    @Test(arguments: [#""-9""#, "-9", "-9.5", #""-9e3""#]) func `makes no room by what is below zero`(
        _ cpu: String
    ) throws {
        let less = Workload.container(resources: #"{"requests":{"cpu":\#(cpu)}}"#)
        let more = Workload.container(resources: Self.requests("3"))
        #expect(try Self.rules(.pod, #"{"spec":{"containers":[\#(less),\#(more)]}}"#) == [.quota])
        #expect(try Self.rules(.pod, #"{"spec":{"containers":[\#(less)]}}"#) == [])
    }

    @Test func `counts scaling and autoscaling against pods`() throws {
        for (group, resource) in [("apps", "deployments"), ("apps", "statefulsets"), ("example.org", "fleets")] {
            func scale(_ count: String, from old: String) throws -> [Rule] {
                try Asked(
                    .update, resource, group: group, part: "scale", object: #"{"spec":{"replicas":\#(count)}}"#,
                    old: #"{"spec":{"replicas":\#(old)}}"#
                ).denials(.developer, Workload.policy)
            }
            #expect(try scale("20", from: "1") == [])
            #expect(try scale("21", from: "1") == [.quota])
            #expect(try scale("21", from: "21") == [])
            #expect(try scale("30", from: "31") == [] && scale("31", from: "30") == [.quota])
            #expect(try scale("0", from: "31") == [])
            #expect(try scale("null", from: "1") == [])
            #expect(try scale("-1", from: "1") == [.quota])
            #expect(try scale(#""3""#, from: "1") == [.unreadable])
        }
        for (count, rules) in [
            ("20", []), ("21", [Rule.quota]), ("9223372036854775807", [.quota]), ("{}", [.unreadable]),
        ] {
            let asked = Asked(
                .create, "horizontalpodautoscalers", group: "autoscaling",
                object: #"{"spec":{"maxReplicas":\#(count),"minReplicas":1}}"#)
            #expect(try asked.denials(.developer) == rules)
            #expect(try asked.denials(.super) == [])
        }
    }

    @Test func `counts claims against storage`() throws {
        func claim(_ storage: String) -> String { #"{"spec":{"resources":{"requests":{"storage":\#(storage)}}}}"# }
        for (storage, rules) in [
            (#""20Gi""#, []), (#""20481Mi""#, [Rule.quota]), ("null", []), ("21474836480", []),
            ("21474836481", [.quota]), (#""20 Gi""#, [.unreadable]), ("[]", [.unreadable]),
        ] {
            let made = Asked(.create, "persistentvolumeclaims", object: claim(storage))
            #expect(try made.denials(.developer) == rules, "\(storage)")
        }
        func grown(from old: String, to new: String) throws -> [Rule] {
            try Asked(.update, "persistentvolumeclaims", object: claim(new), old: claim(old)).denials(.developer)
        }
        #expect(try grown(from: #""10Gi""#, to: #""20Gi""#) == [])
        #expect(try grown(from: #""10Gi""#, to: #""21Gi""#) == [.quota])
        #expect(try grown(from: #""100Gi""#, to: #""102400Mi""#) == [])
    }

    @Test func `counts the claims of sets and of pods`() throws {
        func claim(_ storage: String) -> String { #"{"spec":{"resources":{"requests":{"storage":"\#(storage)"}}}}"# }
        func set(_ claims: [String], times count: Int) throws -> [Rule] {
            let object =
                #"{"spec":{"replicas":\#(count),"template":\#(Workload.pod()),"volumeClaimTemplates":["#
                + claims.map(claim).joined(separator: ",") + "]}}"
            return try Asked(.create, "statefulsets", group: "apps", object: object).denials(.developer)
        }
        #expect(try set(["10Gi"], times: 2) == [])
        #expect(try set(["10Gi"], times: 3) == [.quota])
        #expect(try set(["5Gi", "5Gi"], times: 2) == [])
        #expect(try set(["5Gi", "5121Mi"], times: 2) == [.quota])
        #expect(try set(["21Gi"], times: 0) == [.quota])
        for workload in Workload.counted {
            let pod = Workload.pod(#""volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":\#(claim("5Gi"))}}]"#)
            #expect(try Self.rules(workload, pod, times: "4") == [])
            #expect(try Self.rules(workload, pod, times: "5") == [.quota])
        }
    }

    @Test(arguments: Workload.counted) func `lets stand what was asked for before`(_ workload: Workload) throws {
        let large = Workload.pod(resources: Self.requests("3"))
        let policy = Workload.policy
        let newer = Workload.pod(image: "newer", resources: Self.requests("3"))
        #expect(try workload.asked(.update, newer, old: large, times: "2").denials(.developer, policy) == [])
        let larger = Workload.pod(resources: Self.requests("3001m"))
        #expect(try workload.asked(.update, larger, old: large, times: "2").denials(.developer, policy) == [.quota])
        let more = Asked(
            .update, workload.resource, group: workload.group, object: workload.object(large, times: "3"),
            old: workload.object(large, times: "2"))
        #expect(try more.denials(.developer, policy) == [.quota])
    }

    @Test func `judges a pod that is resized`() throws {
        let (old, new) = (Workload.pod(resources: Self.requests("1")), Workload.pod(resources: Self.requests("3")))
        #expect(try Workload.pod.asked(.update, new, old: old, part: "resize").denials(.developer) == [.quota])
        #expect(try Workload.pod.asked(.update, old, old: new, part: "resize").denials(.developer) == [])
    }

    @Test func `is as large as the policy makes it, or not there at all`() throws {
        var policy = Workload.policy
        let asked = Workload.deployment.asked(.create, Workload.pod(resources: Self.requests("3")), times: "30")
        policy.quotas[.developer] = nil
        #expect(try asked.denials(.developer, policy) == [])
        let everything = Quota(cpu: 90_000, memory: 1 << 40, pods: 30, storage: 0)
        policy.quotas[.developer] = StakeQuota(base: everything, perSUI: Quota(cpu: 0, memory: 0, pods: 0, storage: 0))
        #expect(try asked.denials(.developer, policy) == [])
        let more = Workload.deployment.asked(.create, Workload.pod(resources: Self.requests("3")), times: "31")
        #expect(try more.denials(.developer, policy) == [.quota])
    }

    @Test func `says all amounts`() throws {
        let pod = Workload.pod(resources: Self.requests("2", "8Gi"))
        let stake = Asked.staker(.developer, holding: 2_400_000_000)
        let many = try Workload.deployment.asked(.create, pod, times: "30").verdict(
            by: .staker(stake), groups: ["seal:developer"])
        #expect(
            many.message
                == "deployments.apps asks for 60 CPU in all (30 × 2 CPU), 240 GiB of memory in all (30 × 8 GiB of memory), "
                + "30 pods; your stake of 2.4 SUI is worth 2 CPU, 4 GiB of memory, 20 pods: ask for less, or stake more "
                + "[quota]")
        let one = try Workload.pod.asked(.create, Workload.pod(resources: Self.requests("2500m"))).verdict(
            by: .staker(stake), groups: ["seal:developer"])
        #expect(
            one.message
                == "pods asks for 2.5 CPU; your stake of 2.4 SUI is worth 2 CPU: ask for less, or stake more [quota]")
    }
}
