// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Wire

/// What runs in a home, by kind, and how it is stopped.
enum WorkloadKind: String, Sendable, CaseIterable {
    // In the order in which they are looked at: what makes others before what is made.
    case cronJobs, deployments, statefulSets, daemonSets, replicaSets, replicationControllers, jobs, pods

    /// How it is stopped.
    enum Manner { case count, suspension, selector, deletion }

    var resource: KubeResource {
        switch self {
        case .cronJobs: KubeResource(group: "batch", plural: "cronjobs", isNamespaced: true)
        case .deployments: KubeResource(group: "apps", plural: "deployments", isNamespaced: true)
        case .statefulSets: KubeResource(group: "apps", plural: "statefulsets", isNamespaced: true)
        case .daemonSets: .daemonSets
        case .replicaSets: KubeResource(group: "apps", plural: "replicasets", isNamespaced: true)
        case .replicationControllers: KubeResource(plural: "replicationcontrollers", isNamespaced: true)
        case .jobs: KubeResource(group: "batch", plural: "jobs", isNamespaced: true)
        case .pods: .pods
        }
    }

    var manner: Manner {
        switch self {
        case .deployments, .statefulSets, .replicaSets, .replicationControllers: .count
        case .cronJobs, .jobs: .suspension
        case .daemonSets: .selector
        case .pods: .deletion
        }
    }

    /// Those that can be started again.
    static let restorable = allCases.filter { $0.manner != .deletion }
}

/// One of them, as it was seen.
struct Workload: Hashable, Sendable {
    /// Where it stands how a workload was before it was stopped.
    static let annotation = "k3s-daas.io/stopped"
    /// What a machine would need to run the pods of a stopped DaemonSet.
    static let selector = "k3s-daas.io/stopped"
    /// What a StatefulSet says of its claims, and what is noted of one that does not keep them.
    private static let retention = "persistentVolumeClaimRetentionPolicy"
    private static let claimsMark = ",Delete"
    /// The longest that a pod has to end, in seconds; its owner may have asked for years.
    static let longestGrace = 600

    var kind: WorkloadKind
    var name: String
    var uid: String
    var resourceVersion: String
    /// How many there are to be.
    var replicas = 1
    /// Of a StatefulSet, whether the claims of what it stops are deleted, by its own word: what is stored would go with what runs.
    var deletesClaims = false
    /// Whether it was stopped as its kind is: suspended, or nowhere to go.
    var isStopped = false
    /// Whether it belongs to another one that is stopped, or has ended.
    var isLeftAlone = false
    /// Of a pod, whether it says that something else sees to it: whatever that is, and whether or not it does.
    var isOwned = false
    /// Of a pod, how many seconds it has to end, unless somebody says less.
    var grace = 30
    /// What was noted when it was stopped.
    var note: String?

    /// Whether there is something to stop.
    var runs: Bool {
        guard !isLeftAlone else { return false }
        return kind.manner == .count ? replicas > 0 : !isStopped
    }

    /// What is said of a pod's time to end, where it has more than it is given.
    var shortenedGrace: Int? { grace > Self.longestGrace ? Self.longestGrace : nil }

    /// Whether it was stopped here, and can be started again: a note may also be a copy, as a Deployment's ReplicaSets have of its own.
    var isRestorable: Bool { note != nil && !isLeftAlone && kind.manner != .deletion }

    /// What stops it and notes how it was, in one patch.
    var stopping: [UInt8] {
        switch kind.manner {
        case .count: stoppingByCount
        case .suspension: patch(note: "running", ["suspend": .flag(true)])
        case .selector: patch(note: "running", Self.selecting(.text("true")))
        case .deletion: []
        }
    }

    /// What starts it as it was; what somebody else has started meanwhile stays as it is.
    var starting: [UInt8] {
        switch kind.manner {
        case .count: patch(note: nil, replicas == 0 ? startedCount : [:])
        case .suspension: patch(note: nil, isStopped ? ["suspend": .flag(false)] : [:])
        case .selector: patch(note: nil, isStopped ? Self.selecting(.other) : [:])
        case .deletion: []
        }
    }

    /// A StatefulSet is told to keep its claims, and remembered as one that did not: that may have been here before, of a stop of which
    /// somebody has undone the half.
    private var stoppingByCount: [UInt8] {
        var spec: [String: ObjectTree] = ["replicas": .number(0)]
        if deletesClaims { spec[Self.retention] = Self.keepingClaims("Retain") }
        return patch(note: deletesClaims || notedClaims ? "\(replicas)\(Self.claimsMark)" : "\(replicas)", spec)
    }

    private var startedCount: [String: ObjectTree] {
        let count = (note?.prefix { $0 != "," }).flatMap { Int($0) } ?? 1
        guard notedClaims else { return ["replicas": .number(count)] }
        return ["replicas": .number(count), Self.retention: Self.keepingClaims("Delete")]
    }

    /// Whether the note says that claims were not kept.
    private var notedClaims: Bool { kind == .statefulSets && note?.hasSuffix(Self.claimsMark) ?? false }

    private static func keepingClaims(_ word: String) -> ObjectTree { .object(["whenScaled": .text(word)]) }

    private static func selecting(_ value: ObjectTree) -> [String: ObjectTree] {
        ["template": .object(["spec": .object(["nodeSelector": .object([selector: value])])])]
    }

    /// A merge patch, in which null takes away; it is done to this version, or not at all.
    private func patch(note: String?, _ spec: [String: ObjectTree]) -> [UInt8] {
        let metadata = ObjectTree.object([
            "uid": .text(uid), "resourceVersion": .text(resourceVersion),
            "annotations": .object([Self.annotation: note.map { .text($0) } ?? .other]),
        ])
        return ObjectTree.object(["metadata": metadata, "spec": .object(spec)]).json
    }
}
