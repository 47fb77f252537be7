// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import TestSupport

@testable import SealController

/// Values that tests begin with.
enum Sample {
    /// 2026-11-22T01:30:00Z.
    static let start = WallTime(seconds: 1_795_311_000)
    static let workerTaint = NodeTaint(key: "k3s-daas.io/worker", value: "", effect: "NoSchedule")
    static let minimum: UInt64 = 1_000_000_000

    /// So many seconds after the start, by both clocks.
    static func moment(_ seconds: Double) -> Moment {
        let nanoseconds = Int64(seconds * 1_000_000_000)
        return Moment(
            monotonic: Monotonic(nanoseconds: UInt64(1_000_000_000_000 + nanoseconds)),
            wall: WallTime(nanoseconds: start.nanoseconds + nanoseconds))
    }

    static func wall(_ seconds: Double) -> WallTime { moment(seconds).wall }

    /// A taint of ours as it was put down so many seconds after the start.
    static func taint(_ key: String, _ value: String, _ effect: String, at seconds: Double = 0) -> NodeTaint {
        NodeTaint.own(key, value, effect, at: wall(seconds))
    }

    static func drain(_ cause: LossCause = .slashed, at seconds: Double = 0) -> NodeTaint {
        taint("k3s-daas.io/slashed", cause.rawValue, "NoExecute", at: seconds)
    }

    static func accusation(_ cause: LossCause = .slashed, at seconds: Double = 0) -> NodeTaint {
        taint("k3s-daas.io/slashed", cause.rawValue, "NoSchedule", at: seconds)
    }

    static func node(
        _ taints: [NodeTaint] = [], volumes: Int = 0, directive: NodeDirective? = nil
    ) -> NodeView {
        var node = NodeView(name: "n-abc-1", uid: "u1", resourceVersion: "7")
        node.taints = [workerTaint] + taints
        node.attachedVolumes = volumes
        node.directive = directive
        return node
    }

    static func pod(_ name: String, in namespace: String = "team-a", secrets: [String] = []) -> PodView {
        PodView(namespace: namespace, name: name, uid: "uid-\(name)", secrets: secrets)
    }

    // MARK: The chain

    static func worker(_ name: String, status: UInt8 = 2, sequence: UInt64 = 1) -> WorkerEntry {
        WorkerEntry(
            worker: Address(9), nodeID: "mine", nodeName: name, status: status, joinKey: [], reason: "",
            registeredMilliseconds: 0, sequence: sequence, ext: [])
    }

    static func account(
        _ nodeAmount: UInt64 = minimum, status: UInt8 = 1, score: UInt64 = 100, sequence: UInt64 = 1
    ) -> StakeAccount {
        StakeAccount(
            amount: 0, nodeAmount: nodeAmount, unbonding: 0, unbondEpoch: 0, status: status, score: score,
            slashedTotal: 0, sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: "mine", sequence: sequence,
            ext: [])
    }

    /// A whole copy that was right at a moment.
    static func mark(at moment: Moment) -> FollowMark {
        FollowMark(
            checkpoint: 5, rose: moment.monotonic, timestamp: UInt64(moment.wall.nanoseconds / 1_000_000), epoch: 1,
            isComplete: true, hasHole: false, isLive: true, hasWorkers: true, workerMinimum: minimum)
    }

    // MARK: Documents

    static func tree(_ body: [UInt8]) -> Tree { (try? Tree.parse(body)) ?? .null }

    /// A Node as an apiserver would write it.
    static func json(_ node: NodeView) -> [UInt8] {
        let taints = node.taints.map { taint in
            var members: [String: Tree] = ["key": .text(taint.key), "effect": .text(taint.effect)]
            if !taint.value.isEmpty { members["value"] = .text(taint.value) }
            if let added = taint.timeAdded { members["timeAdded"] = .text(added) }
            return Tree.object(members)
        }
        var labels: [String: Tree] = ["kubernetes.io/hostname": .text(node.name)]
        if node.isControlPlane { labels["node-role.kubernetes.io/control-plane"] = .text("true") }
        if let directive = node.directive { labels[NodeDirective.label] = .text(directive.rawValue) }
        var metadata: [String: Tree] = [
            "name": .text(node.name), "uid": .text(node.uid), "resourceVersion": .text(node.resourceVersion),
            "labels": .object(labels),
        ]
        if let since = node.leavingSince { metadata["deletionTimestamp"] = .text(RFC3339.write(since)) }
        if !node.finalizers.isEmpty { metadata["finalizers"] = .list(node.finalizers.map { .text($0) }) }
        let volumes = (0..<node.attachedVolumes).map {
            Tree.object(["name": .text("v\($0)"), "devicePath": .text("")])
        }
        let object: [String: Tree] = [
            "kind": .text("Node"), "apiVersion": .text("v1"), "metadata": .object(metadata),
            "spec": .object(["taints": .list(taints)]), "status": .object(["volumesAttached": .list(volumes)]),
        ]
        return Array(Tree.object(object).json.utf8)
    }

    /// A list of pods as an apiserver would write it.
    static func json(_ pods: [PodView]) -> [UInt8] {
        let items = pods.map { pod in
            var metadata: [String: Tree] = [
                "name": .text(pod.name), "namespace": .text(pod.namespace), "uid": .text(pod.uid),
            ]
            if pod.isTerminating { metadata["deletionTimestamp"] = .text("2026-11-22T01:30:00Z") }
            if pod.isLeftAlone {
                let owner: [String: Tree] = ["kind": .text("DaemonSet"), "controller": .bool(true)]
                metadata["ownerReferences"] = .list([.object(owner)])
            }
            let volumes = pod.secrets.map { secret in
                Tree.object(["name": .text("v"), "secret": .object(["secretName": .text(secret)])])
            }
            return Tree.object(["metadata": .object(metadata), "spec": .object(["volumes": .list(volumes)])])
        }
        return Array(Tree.object(["kind": .text("PodList"), "items": .list(items)]).json.utf8)
    }
}
