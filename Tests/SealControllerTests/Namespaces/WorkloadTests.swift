// SPDX-License-Identifier: Apache-2.0
import KubeClient
import TestSupport
import Testing

@testable import SealController

struct WorkloadTests {
    static func read(_ kind: WorkloadKind, _ members: String, metadata: String = "") -> Workload? {
        let body = #"{"metadata":{"name":"w","uid":"u","resourceVersion":"7"\#(metadata)}\#(members)}"#
        return Workload.read(
            kind, KubeItem(namespace: "a", name: "w", uid: "u", resourceVersion: "7", body: Array(body.utf8)))
    }

    static let owned = #","ownerReferences":[{"kind":"X","controller":true}]"#

    @Test(arguments: WorkloadKind.allCases.filter { $0.manner == .count })
    func `what has a number is stopped by it, and started with the same`(_ kind: WorkloadKind) throws {
        let three = try #require(Self.read(kind, #","spec":{"replicas":3}"#))
        #expect(three.runs && !three.isRestorable)
        #expect(
            String(decoding: three.stopping, as: UTF8.self)
                == #"{"metadata":{"annotations":{"k3s-daas.io/stopped":"3"},"resourceVersion":"7","uid":"u"},"spec":{"replicas":0}}"#
        )
        // One is what is meant where nothing is said.
        #expect(Self.read(kind, "")?.replicas == 1)
        #expect(Self.read(kind, #","spec":{"replicas":0}"#)?.runs == false)
        #expect(Self.read(kind, #","spec":{"replicas":3}"#, metadata: Self.owned)?.runs == false)
        let stopped = try #require(
            Self.read(kind, #","spec":{"replicas":0}"#, metadata: #","annotations":{"k3s-daas.io/stopped":"3"}"#))
        #expect(!stopped.runs && stopped.isRestorable)
        #expect(
            String(decoding: stopped.starting, as: UTF8.self)
                == #"{"metadata":{"annotations":{"k3s-daas.io/stopped":null},"resourceVersion":"7","uid":"u"},"spec":{"replicas":3}}"#
        )
        let again = try #require(
            Self.read(kind, #","spec":{"replicas":5}"#, metadata: #","annotations":{"k3s-daas.io/stopped":"3"}"#))
        #expect(Sample.tree(again.starting)["spec"].members.isEmpty && again.runs)
    }

    // A StatefulSet may say that the claims of pods that it stops are deleted: stopping it would delete what is stored.
    @Test func `a StatefulSet that deletes its claims keeps them while it is stopped`() throws {
        let policy = #""persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete","whenScaled":"#
        func noted(_ note: String) -> String { #","annotations":{"k3s-daas.io/stopped":"\#(note)"}"# }
        let three = try #require(Self.read(.statefulSets, #","spec":{"replicas":3,\#(policy)"Delete"}}"#))
        #expect(
            String(decoding: three.stopping, as: UTF8.self)
                == #"{"metadata":{"annotations":{"k3s-daas.io/stopped":"3,Delete"},"resourceVersion":"7","uid":"u"},"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"},"replicas":0}}"#
        )
        let stopped = try #require(
            Self.read(.statefulSets, #","spec":{"replicas":0,\#(policy)"Retain"}}"#, metadata: noted("3,Delete")))
        #expect(!stopped.runs && stopped.isRestorable)
        #expect(
            String(decoding: stopped.starting, as: UTF8.self)
                == #"{"metadata":{"annotations":{"k3s-daas.io/stopped":null},"resourceVersion":"7","uid":"u"},"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"},"replicas":3}}"#
        )
        // One that keeps them, or of a Kubernetes that knows nothing else, is not asked.
        for spec in [#"\#(policy)"Retain"},"#, ""] {
            let two = try #require(Self.read(.statefulSets, #","spec":{\#(spec)"replicas":2}"#))
            #expect(Sample.tree(two.stopping)["spec"].members.count == 1 && two.stopping.count < 120)
            #expect(Sample.tree(two.stopping)["metadata"]["annotations"]["k3s-daas.io/stopped"].text == "2")
        }
    }

    @Test func `what somebody has started again meanwhile keeps its claims, and is remembered if it is stopped again`()
        throws
    {
        let kept = #""persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"}}"#
        let started = try #require(
            Self.read(
                .statefulSets, #","spec":{"replicas":1,\#(kept)"#,
                metadata: #","annotations":{"k3s-daas.io/stopped":"3,Delete"}"#))
        // Fewer than before: the claims of the others would go.
        #expect(Sample.tree(started.starting)["spec"].members.isEmpty)
        let again = Sample.tree(started.stopping)
        #expect(again["metadata"]["annotations"]["k3s-daas.io/stopped"].text == "1,Delete")
        #expect(again["spec"] == .object(["replicas": .number("0")]))
    }

    @Test(arguments: [("7", 7), ("7,Delete", 7), ("x", 1), (",Delete", 1), ("", 1)])
    func `what a note says is what is started, and one where it says nothing`(_ note: String, _ replicas: Int) throws {
        for kind in WorkloadKind.allCases where kind.manner == .count {
            let stopped = try #require(
                Self.read(
                    kind, #","spec":{"replicas":0}"#, metadata: #","annotations":{"k3s-daas.io/stopped":"\#(note)"}"#))
            let spec = Sample.tree(stopped.starting)["spec"]
            #expect(spec["replicas"].integer == replicas)
            #expect((spec.members.count == 2) == (kind == .statefulSets && note.hasSuffix(",Delete")))
        }
    }

    @Test(arguments: [WorkloadKind.cronJobs, .jobs]) func `what can be suspended is`(_ kind: WorkloadKind) throws {
        let running = try #require(Self.read(kind, #","spec":{}"#))
        #expect(running.runs && Sample.tree(running.stopping)["spec"]["suspend"] == .bool(true))
        #expect(Self.read(kind, #","spec":{"suspend":true}"#)?.runs == false)
        let stopped = try #require(
            Self.read(
                kind, #","spec":{"suspend":true}"#, metadata: #","annotations":{"k3s-daas.io/stopped":"running"}"#))
        #expect(Sample.tree(stopped.starting)["spec"]["suspend"] == .bool(false))
        // What its owner had suspended stays so.
        #expect(Self.read(kind, #","spec":{"suspend":true}"#)?.isRestorable == false)
    }

    @Test(arguments: [
        (#","status":{"conditions":[{"type":"Complete","status":"True"}]}"#, false),
        (#","status":{"conditions":[{"type":"Failed","status":"True"}]}"#, false),
        (#","status":{"conditions":[{"type":"Failed","status":"False"}]}"#, true), (#","status":{"active":1}"#, true),
    ])
    func `a job that has ended is left alone`(_ status: String, _ runs: Bool) {
        #expect(Self.read(.jobs, status)?.runs == runs)
    }

    @Test func `a DaemonSet is sent nowhere, and back`() throws {
        let running = try #require(Self.read(.daemonSets, #","spec":{"template":{"spec":{}}}"#))
        let selector = Sample.tree(running.stopping)["spec"]["template"]["spec"]["nodeSelector"]
        #expect(running.runs && selector == .object(["k3s-daas.io/stopped": .text("true")]))
        let stopped = try #require(
            Self.read(
                .daemonSets, #","spec":{"template":{"spec":{"nodeSelector":{"k3s-daas.io/stopped":"true"}}}}"#,
                metadata: #","annotations":{"k3s-daas.io/stopped":"running"}"#))
        #expect(!stopped.runs && stopped.isRestorable)
        #expect(
            String(decoding: stopped.starting, as: UTF8.self).contains(#""nodeSelector":{"k3s-daas.io/stopped":null}"#))
    }

    @Test func `a pod of nobody's is ended, and nothing else`() {
        #expect(Self.read(.pods, #","status":{"phase":"Running"}"#)?.runs == true)
        #expect(Self.read(.pods, #","status":{"phase":"Pending"}"#)?.runs == true)
        for phase in ["Succeeded", "Failed"] {
            #expect(Self.read(.pods, #","status":{"phase":"\#(phase)"}"#)?.runs == false)
        }
        #expect(Self.read(.pods, #","status":{"phase":"Running"}"#)?.isOwned == false)
        #expect(Self.read(.pods, "", metadata: #","deletionTimestamp":"2026-11-22T01:30:00Z""#)?.runs == false)
        #expect(Self.read(.pods, "", metadata: #","annotations":{"k3s-daas.io/stopped":"1"}"#)?.isRestorable == false)
    }

    // Suspending a CronJob does nothing to the Jobs that it has begun.
    @Test func `a job of a CronJob's is stopped with it, and what else sees to a job is left to it`() {
        let owned = #","ownerReferences":[{"kind":"CronJob","controller":true}]"#
        #expect(Self.read(.jobs, "", metadata: owned)?.runs == true)
        #expect(Self.read(.jobs, "", metadata: Self.owned)?.runs == false)
        #expect(Self.read(.replicaSets, "", metadata: owned)?.runs == false)
    }

    // Whatever stands at a Deployment its next ReplicaSet has, too.
    @Test func `what something else sees to is not started, whatever is noted at it`() {
        let noted = #","annotations":{"k3s-daas.io/stopped":"3"}"#
        let owned = #","ownerReferences":[{"kind":"Deployment","controller":true}]"#
        for kind in WorkloadKind.restorable {
            let leaving = noted + #","deletionTimestamp":"2026-11-22T01:30:00Z""#
            #expect(Self.read(kind, "", metadata: noted)?.isRestorable == true)
            #expect(Self.read(kind, "", metadata: noted + owned)?.isRestorable == false)
            #expect(Self.read(kind, "", metadata: leaving)?.isRestorable == false)
        }
        // As it was stopped, so it is started.
        let job = noted + #","ownerReferences":[{"kind":"CronJob","controller":true}]"#
        #expect(Self.read(.jobs, "", metadata: job)?.isRestorable == true)
    }

    // Whoever makes a pod writes down who owns it.
    @Test func `a pod that something else should end runs until it has`() {
        for owned in [Self.owned, #","ownerReferences":[{"kind":"ReplicaSet","controller":true}]"#] {
            let pod = Self.read(.pods, #","status":{"phase":"Running"}"#, metadata: owned)
            #expect(pod?.runs == true && pod?.isOwned == true)
            #expect(Self.read(.pods, #","status":{"phase":"Failed"}"#, metadata: owned)?.runs == false)
        }
        #expect(Self.read(.pods, "", metadata: #","ownerReferences":[{"kind":"X"}]"#)?.isOwned == false)
    }

    @Test(arguments: [(599, nil), (600, nil), (601, 600), (315_360_000, 600)] as [(Int, Int?)])
    func `a pod has ten minutes to end, whatever it asks for`(_ seconds: Int, _ given: Int?) throws {
        let pod = try #require(Self.read(.pods, #","spec":{"terminationGracePeriodSeconds":\#(seconds)}"#))
        #expect(pod.runs && pod.shortenedGrace == given)
        let leaving = #","deletionTimestamp":"2036-11-19T17:20:42Z","deletionGracePeriodSeconds":\#(seconds)"#
        let owned = leaving + Self.owned
        for metadata in [leaving, owned] {
            let pod = try #require(Self.read(.pods, "", metadata: metadata))
            // Of one that is going already nothing else is waited for.
            #expect(pod.runs == (given != nil) && pod.shortenedGrace == given && (!pod.runs || !pod.isOwned))
        }
        #expect(Self.read(.pods, #","status":{"phase":"Succeeded"}"#, metadata: leaving)?.runs == false)
    }

    @Test(arguments: [#","spec":7"#, #","metadata":7"#]) func `what cannot be read is nothing`(_ members: String) {
        #expect(Self.read(.deployments, members) == nil || members.contains("metadata"))
    }

    @Test func `a round ends when it has found nothing`() {
        var round = WorkloadRound(.stop)
        let web = Workload(kind: .deployments, name: "web", uid: "u", resourceVersion: "1", replicas: 2)
        var listed: [WorkloadKind] = []
        var changed = 0
        for _ in 0..<100 {
            switch round.next {
            case .list(let kind, _, _):
                listed.append(kind)
                round.listed(kind == .deployments && changed == 0 ? [web] : [], continuation: nil)
            case .change(let workload):
                #expect(workload == web)
                changed += 1
                round.changed()
            case .rest, .done: break
            }
        }
        #expect(round.next == .done && changed == 1)
        #expect(listed == WorkloadKind.allCases + WorkloadKind.allCases)
    }

    @Test func `a list in parts is read to its end, and from its beginning if it breaks`() {
        var round = WorkloadRound(.start)
        round.listed([], continuation: "x")
        #expect(round.next == .list(.cronJobs, continuation: "x", limit: 250))
        round.broke()
        #expect(round.next == .list(.cronJobs, continuation: nil, limit: 250))
        round.listed([], continuation: nil)
        #expect(round.next == .list(.deployments, continuation: nil, limit: 250))
        // Pods are not started.
        var kinds: [WorkloadKind] = []
        while case .list(let kind, _, _) = round.next, kinds.count < 20 {
            kinds.append(kind)
            round.listed([], continuation: nil)
        }
        #expect(!kinds.contains(.pods) && round.next == .done)
    }

    @Test func `what is too long for one answer is asked for in smaller parts, down to one`() {
        var round = WorkloadRound(.stop)
        round.listed([], continuation: "x")
        var limits: [Int] = []
        while round.wasTooLong() {
            guard case .list(.cronJobs, continuation: "x", let limit) = round.next else { break }
            limits.append(limit)
        }
        #expect(limits == [125, 62, 31, 15, 7, 3, 1] && !round.wasTooLong())
        round.listed([], continuation: nil)
        #expect(round.next == .list(.deployments, continuation: nil, limit: 250))
    }

    @Test func `a round rests while something has pods to end, and ends them once it has had its time`() {
        let pod = Workload(kind: .pods, name: "p", uid: "u", resourceVersion: "1", isOwned: true)
        var round = WorkloadRound(.stop)
        func list(_ endsOwned: Bool) {
            while case .list(let kind, let continuation, _) = round.next {
                round.listed(kind == .pods && continuation == nil ? [pod] : [], continuation: nil, endsOwned: endsOwned)
            }
        }
        list(false)
        #expect(round.next == .rest)
        round.rested()
        #expect(round.next == .list(.pods, continuation: nil, limit: 250))
        list(false)
        #expect(round.next == .rest)
        round.rested()
        list(true)
        #expect(round.next == .change(pod))
        round.changed()
        // Another round follows, as after everything that was found.
        while case .list = round.next { round.listed([], continuation: nil, endsOwned: true) }
        #expect(round.next == .done)
    }
}
