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
        #expect(Self.read(.pods, "", metadata: Self.owned)?.runs == false)
        #expect(Self.read(.pods, "", metadata: #","deletionTimestamp":"2026-11-22T01:30:00Z""#)?.runs == false)
        #expect(Self.read(.pods, "", metadata: #","annotations":{"k3s-daas.io/stopped":"1"}"#)?.isRestorable == false)
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
            case .list(let kind, _):
                listed.append(kind)
                round.listed(kind == .deployments && changed == 0 ? [web] : [], continuation: nil)
            case .change(let workload):
                #expect(workload == web)
                changed += 1
                round.changed()
            case .done: break
            }
        }
        #expect(round.next == .done && changed == 1)
        #expect(listed == WorkloadKind.allCases + WorkloadKind.allCases)
    }

    @Test func `a list in parts is read to its end, and from its beginning if it breaks`() {
        var round = WorkloadRound(.start)
        round.listed([], continuation: "x")
        #expect(round.next == .list(.cronJobs, continuation: "x"))
        round.broke()
        #expect(round.next == .list(.cronJobs, continuation: nil))
        round.listed([], continuation: nil)
        #expect(round.next == .list(.deployments, continuation: nil))
        // Pods are not started.
        var kinds: [WorkloadKind] = []
        while case .list(let kind, _) = round.next, kinds.count < 20 {
            kinds.append(kind)
            round.listed([], continuation: nil)
        }
        #expect(!kinds.contains(.pods) && round.next == .done)
    }
}
