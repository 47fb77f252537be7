// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Pods go where the scheduler puts them.
struct PodPlacementTests {
    private static let worker =
        #""tolerations":[{"key":"k3s-daas.io/worker","operator":"Exists","effect":"NoSchedule"}]"#

    static let refused = [
        // The second has a Cyrillic letter.
        #""nodeName":"node-a""#, #""nodeName":"nоde""#, #""schedulerName":"mine""#,
        #""schedulerName":"Default-Scheduler""#,
        #""priorityClassName":"system-node-critical""#, #""priorityClassName":"high""#,
        #""priorityClassName":"high","priority":0"#, #""priority":1"#, #""priority":-1"#, #""priority":2000001000"#,
    ]

    static let allowed = [
        #""nodeName":"""#, #""nodeName":null"#, #""schedulerName":"default-scheduler""#, #""schedulerName":"""#,
        #""schedulerName":null"#, #""priorityClassName":"""#, #""priorityClassName":null,"priority":null"#,
        // The apiserver writes these into every new pod.
        #""priority":0,"preemptionPolicy":"PreemptLowerPriority""#, #""nodeSelector":{"disk":"fast"}"#,
        #""tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute"}]"#,
        #""tolerations":null"#, #""tolerations":[]"#, #""tolerations":[{"key":"k3s-daas.io/workers"}]"#,
        #""tolerations":[{"operator":"Exists","effect":"NoExecute"}]"#,
    ]

    @Test(arguments: Workload.all) func `may not be placed, below the super tier`(_ workload: Workload) throws {
        for more in Self.refused {
            let asked = workload.asked(.create, Workload.pod(more))
            for tier in [Tier.developer, .admin] {
                #expect(try asked.denials(tier, Workload.policy) == [.podPlacement], "\(more)")
            }
            #expect(try asked.denials(.super, Workload.policy) == [])
        }
    }

    @Test(arguments: Workload.all) func `may say what changes nothing`(_ workload: Workload) throws {
        for more in Self.allowed {
            let home = workload.asked(.create, Workload.pod(more))
            #expect(try home.denials(.developer, Workload.policy) == [], "\(more)")
            let elsewhere = workload.asked(.create, Workload.pod(more), in: "team-a")
            #expect(try elsewhere.denials(.admin, Workload.policy) == [], "\(more)")
        }
    }

    static let reaching = [
        worker, #""tolerations":[{"key":"k3s-daas.io/worker"}]"#,
        #""tolerations":[{"key":"k3s-daas.io/worker","effect":"NoExecute"}]"#,
        #""tolerations":[{"operator":"Exists"}]"#, #""tolerations":[{"key":"","operator":"Exists"}]"#,
        #""tolerations":[{"key":null,"operator":"Exists","effect":null}]"#,
        #""tolerations":[{"operator":"Exists","effect":"NoSchedule"}]"#, #""tolerations":[{}]"#,
        #""tolerations":[{"key":"other"},{"operator":"Exists","effect":""}]"#,
    ]

    @Test(arguments: Workload.all)
    func `tolerate staked machines only where stakers are at home`(_ workload: Workload) throws {
        var policy = Workload.policy
        policy.namespaces.grants = [Asked.owner: ["team-b"]]
        let places: [(String, [Rule])] = [
            (Asked.home, []), (Asked.othersHome, []), ("team-b", []), ("team-a", [.podPlacement]),
            ("seal-a", [.podPlacement]), ("default", [.podPlacement]),
        ]
        for more in Self.reaching {
            for (namespace, rules) in places {
                let asked = workload.asked(.create, Workload.pod(more), in: namespace)
                #expect(try asked.denials(.admin, policy) == rules, "\(more) in \(namespace)")
                #expect(try asked.denials(.super, policy) == [])
            }
            #expect(try workload.asked(.create, Workload.pod(more)).denials(.developer, policy) == [])
            #expect(try workload.asked(.create, Workload.pod(more), in: "team-b").denials(.developer, policy) == [])
        }
    }

    @Test func `may have the priority classes that the policy lists`() throws {
        var policy = Policy()
        policy.pods.priorityClasses = ["low", "batch"]
        for more in [#""priorityClassName":"batch""#, #""priorityClassName":"low","priority":-5"#] {
            #expect(try Workload.pod.asked(.create, Workload.pod(more)).denials(.developer, policy) == [])
        }
        let other = Workload.pod(#""priorityClassName":"lo""#)
        #expect(try Workload.pod.asked(.create, other).denials(.developer, policy) == [.podPlacement])
    }

    @Test func `have been given a machine and a priority once they run`() throws {
        let given = #""nodeName":"node-a","priority":10"#
        let (old, new) = (Workload.pod(given), Workload.pod(given, image: "newer"))
        #expect(try Workload.pod.asked(.update, new, old: old).denials(.developer) == [])
        let raised = Workload.pod(#""nodeName":"node-a","priority":11"#)
        #expect(try Workload.pod.asked(.update, raised, old: old).denials(.developer) == [.podPlacement])
        // A template makes new pods.
        #expect(
            try Workload.deployment.asked(.update, new, old: old).denials(.developer) == [.podPlacement, .podPlacement])
    }

    @Test func `may not be given a toleration later either`() throws {
        let asked = Workload.pod.asked(.update, Workload.pod(Self.worker), old: Workload.pod(), in: "team-a")
        #expect(try asked.denials(.admin) == [.podPlacement])
    }

    @Test func `are told what to do, and shown names without harm`() throws {
        let pod = Workload.pod(#""nodeName":"a\u001b[31mb""#)
        #expect(
            try Workload.pod.asked(.create, pod).verdict(.developer).message
                == "the machine \"a?[31mb\" may not be named, which goes round the scheduler: "
                + "leave out nodeName, and use nodeSelector [pod-placement]")
    }
}
