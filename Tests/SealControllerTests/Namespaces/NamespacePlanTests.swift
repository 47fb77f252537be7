// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// The documents are written out by hand: a change of them is a change of every home there is.
struct NamespacePlanTests {
    static let owner = Address(1)
    static let home = "seal-" + String(repeating: "a", count: 50) + "aq"
    static let labels =
        #""app.kubernetes.io/managed-by":"k3s-daas","app.kubernetes.io/name":"k3s-daas","app.kubernetes.io/part-of":"k3s-daas","#
        + #""k3s-daas.io/managed":"namespaces","k3s-daas.io/owner":"\#(home.dropFirst(5))""#

    static func wanted(
        _ tier: Tier, _ sui: UInt64, _ phase: HomeRecord.Phase? = nil, hasAccess: Bool = true
    )
        -> NamespacePlan.Wanted
    {
        .init(
            record: HomeRecord(HomeStanding(tier: tier, stake: sui * HomeRun.sui), phase), hasAccess: hasAccess)
    }

    /// The document without its stamp, which a test of its own looks at.
    static func text(
        _ part: HomePart, _ wanted: NamespacePlan.Wanted = wanted(.developer, 2), _ policy: Policy = Policy()
    ) -> String {
        let object = NamespacePlan(policy: policy).object(part, of: owner, wanted)
        return String(decoding: object.body(), as: UTF8.self)
            .replacing(#""k3s-daas.io/applied":"\#(object.stamp)""#, with: "STAMP").replacing(labels, with: "LABELS")
            .replacing(home, with: "HOME")
    }

    static func metadata(_ name: String, _ kind: String, _ version: String = "v1") -> String {
        #"{"apiVersion":"\#(version)","kind":"\#(kind)","metadata":{"annotations":{STAMP},"labels":{LABELS},"name":"\#(name)","namespace":"HOME"},"#
    }

    @Test func `a Namespace says whose it is, what it is worth and how safe its pods are`() {
        #expect(
            Self.text(.namespace) == #"{"apiVersion":"v1","kind":"Namespace","metadata":{"#
                + #""annotations":{STAMP,"k3s-daas.io/stake-mist":"2000000000","k3s-daas.io/tier":"developer"},"#
                + #""labels":{LABELS,"pod-security.kubernetes.io/enforce":"restricted","pod-security.kubernetes.io/warn":"restricted"},"#
                + #""name":"HOME"}}"#)
    }

    @Test(arguments: [(Tier.developer, "restricted"), (.admin, "baseline"), (.super, "privileged")])
    func `pods are as safe as the policy has it for the tier`(_ tier: Tier, _ level: String) {
        #expect(
            Self.text(.namespace, Self.wanted(tier, 20)).contains(#""pod-security.kubernetes.io/enforce":"\#(level)""#))
        var policy = Policy()
        policy.pods.security[tier] = .baseline
        #expect(Self.text(.namespace, Self.wanted(tier, 20), policy).contains(#"enforce":"baseline""#))
    }

    @Test func `a quota is what the policy says that the stake is worth`() {
        #expect(
            Self.text(.quota) == Self.metadata("k3s-daas-stake", "ResourceQuota")
                + #""spec":{"hard":{"limits.cpu":"2","limits.memory":"4Gi","pods":"20","requests.cpu":"2","#
                + #""requests.memory":"4Gi","requests.storage":"20Gi"}}}"#)
        #expect(
            Self.text(.quota, Self.wanted(.super, 20)) == Self.metadata("k3s-daas-stake", "ResourceQuota")
                + #""spec":{"hard":{}}}"#)
        for phase in [HomeRecord.Phase.scaling, .scaled] {
            #expect(Self.text(.quota, Self.wanted(.developer, 2, phase)).hasSuffix(#""spec":{"hard":{"pods":"0"}}}"#))
        }
        for phase in [HomeRecord.Phase.lost, .restoring] {
            #expect(Self.text(.quota, Self.wanted(.developer, 2, phase)) == Self.text(.quota))
        }
        // What is beyond counting is no limit.
        #expect(Self.text(.quota, Self.wanted(.admin, .max / HomeRun.sui)).contains(#""pods":"184467440730""#))
        var policy = Policy()
        policy.quotas[.developer] = StakeQuota(perSUI: Quota(cpu: .max, memory: .max, pods: 3, storage: .max))
        #expect(Self.text(.quota, Self.wanted(.developer, 2), policy).hasSuffix(#""spec":{"hard":{"pods":"6"}}}"#))
    }

    @Test func `limits are the whole for one container, and a pod's share for who says nothing`() {
        #expect(
            Self.text(.limits) == Self.metadata("k3s-daas-stake", "LimitRange")
                + #""spec":{"limits":[{"default":{"cpu":"100m","memory":"204Mi"},"defaultRequest":{"cpu":"100m","memory":"204Mi"},"#
                + #""max":{"cpu":"2","memory":"4Gi"},"type":"Container"},{"max":{"storage":"20Gi"},"type":"PersistentVolumeClaim"}]}}"#
        )
        #expect(Self.text(.limits, Self.wanted(.super, 20)).hasSuffix(#""spec":{"limits":[]}}"#))
        var policy = Policy()
        policy.quotas[.developer] = StakeQuota(perSUI: Quota(cpu: 1, memory: 1, pods: 0, storage: 0))
        #expect(
            Self.text(.limits, Self.wanted(.developer, 2), policy).hasSuffix(
                #""spec":{"limits":[{"default":{"cpu":"2m","memory":"2"},"defaultRequest":{"cpu":"2m","memory":"2"},"#
                    + #""max":{"cpu":"2m","memory":"2"},"type":"Container"},{"max":{"storage":"0"},"type":"PersistentVolumeClaim"}]}}"#
            ))
    }

    @Test func `the network is closed but among the home's pods, and for names`() {
        #expect(
            Self.text(.network) == Self.metadata("k3s-daas-default-deny", "NetworkPolicy", "networking.k8s.io/v1")
                + #""spec":{"egress":[{"to":[{"podSelector":{}}]},{"ports":[{"port":53,"protocol":"UDP"},{"port":53,"protocol":"TCP"}],"#
                + #""to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}},"#
                + #""podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}}]}],"ingress":[{"from":[{"podSelector":{}}]}],"#
                + #""podSelector":{},"policyTypes":["Ingress","Egress"]}}"#)
    }

    @Test func `rights are the tiers' own roles, and without access nobody's`() {
        let group = "rbac.authorization.k8s.io"
        #expect(
            Self.text(.owner) == Self.metadata("seal:developer", "RoleBinding", "\(group)/v1")
                + #""roleRef":{"apiGroup":"\#(group)","kind":"ClusterRole","name":"seal:developer"},"#
                + #""subjects":[{"apiGroup":"\#(group)","kind":"User","name":"sui:\#(Self.owner)"}]}"#)
        #expect(Self.text(.owner, Self.wanted(.developer, 2, .lost, hasAccess: false)).hasSuffix(#""subjects":[]}"#))
        #expect(
            Self.text(.admins) == Self.metadata("seal:admin", "RoleBinding", "\(group)/v1")
                + #""roleRef":{"apiGroup":"\#(group)","kind":"ClusterRole","name":"seal:admin"},"#
                + #""subjects":[{"apiGroup":"\#(group)","kind":"Group","name":"seal:admin"}]}"#)
        // Nobody is given more by more stake: what a tier may do beside its home stands in roles of the whole cluster.
        #expect(Self.text(.owner, Self.wanted(.super, 20)) == Self.text(.owner))
    }

    @Test func `a stamp names what it stands on`() {
        let plan = NamespacePlan(policy: Policy())
        let stamps = [2, 3].map { plan.object(.quota, of: Self.owner, Self.wanted(.developer, $0)).stamp }
        #expect(Set(stamps).count == 2 && stamps.allSatisfy { $0.utf8.count == 16 })
        #expect(plan.object(.quota, of: Self.owner, Self.wanted(.developer, 2)).stamp == stamps[0])
    }

    @Test func `a body means the object that was seen`() {
        let object = NamespacePlan(policy: Policy()).object(.quota, of: Self.owner, Self.wanted(.developer, 2))
        let tree = Sample.tree(object.body(uid: "u", resourceVersion: "7"))
        #expect(tree["metadata"]["uid"].text == "u" && tree["metadata"]["resourceVersion"].text == "7")
    }
}
