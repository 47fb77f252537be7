// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// What pods come from: pods themselves, each kind that has a template of them, and one that only a policy knows.
struct Workload: Sendable, CustomTestStringConvertible {
    let group: String
    let resource: String
    // What stands before the pod's own object and behind it, and what says how many there are to be.
    private let head: String
    private let tail: String
    private let count: String?

    var testDescription: String { resource }

    private init(
        _ group: String, _ resource: String, _ head: String = #"{"metadata":{"name":"thing"},"spec":{"template":"#,
        _ tail: String = "}}", count: String? = "replicas"
    ) {
        self.group = group
        self.resource = resource
        self.head = head
        self.tail = tail
        self.count = count
    }

    static let pod = Workload("", "pods", "", "", count: nil)
    static let deployment = Workload("apps", "deployments")
    static let cronJob = Workload(
        "batch", "cronjobs", #"{"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":"#, "}}}}",
        count: "parallelism")
    static let custom = Workload(
        "example.org", "fleets", #"{"spec":{"crew":{"pods":"#, "}}}", count: "members")
    /// An admin's to write.
    static let podTemplate = Workload("", "podtemplates", #"{"template":"#, "}", count: nil)

    /// Those that a developer may write.
    static let all = [
        pod, deployment, Workload("apps", "replicasets"), Workload("apps", "statefulsets"),
        Workload("apps", "daemonsets", count: nil), Workload("", "replicationcontrollers"),
        Workload("batch", "jobs", count: "parallelism"), cronJob, custom,
    ]

    /// Those of them that make more than one pod.
    static let counted = all.filter { $0.count != nil }

    /// A policy that knows the kind that is not built in.
    static var policy: Policy {
        var policy = Policy()
        let kind = Kind(
            writers: .from(.developer),
            content: .podTemplate(PodTemplate(path: ["spec", "crew", "pods"], count: ["spec", "crew", "members"])))
        policy.kinds = KindTable(KindTable.builtIn + [("example.org", "fleets", kind)])
        return policy
    }

    /// The object around a pod, and as many of them as is said.
    func object(_ pod: String, times text: String? = nil) -> String {
        guard let text, let count else { return head + pod + tail }
        return head + pod + #","\#(count)":\#(text)"# + tail
    }

    /// A write of it.
    func asked(
        _ operation: Asked.Operation, _ pod: String, old: String? = nil, times count: String? = nil,
        in namespace: String = Asked.home, part: String = ""
    ) -> Asked {
        Asked(
            operation, resource, group: group, part: part, in: namespace, object: object(pod, times: count),
            old: old.map { object($0, times: count) })
    }

    /// A pod that keeps the strictest standard, with more in its spec and another image if need be.
    static func pod(_ more: String = "", image: String = "app", resources: String = "{}") -> String {
        #"{"metadata":{"labels":{"app":"a"}},"spec":{"containers":["#
            + container(image: image, resources: resources) + #"]\#(more.isEmpty ? "" : ",")\#(more)}}"#
    }

    /// A container that keeps the strictest standard.
    static func container(image: String = "app", resources: String = "{}", _ more: String = "") -> String {
        #"{"name":"app","image":"\#(image)","resources":\#(resources)\#(more),"securityContext":{"#
            + #""allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"runAsNonRoot":true,"#
            + #""seccompProfile":{"type":"RuntimeDefault"}}}"#
    }
}
