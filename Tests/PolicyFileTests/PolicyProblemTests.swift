// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import PolicyFile
import StakeRBAC
import Testing

@Suite struct PolicyProblemTests {
    private static let address = Policies.first

    /// Lines below the head, which has two, and everything that is said of them.
    static let refused: [(String, [String])] = [
        (
            "version: -x",
            [
                "p:3:10: version: must be at most 63 letters, digits, -, _ and ., with a letter or digit at both ends; got \"-x\""
            ]
        ),
        ("versoin: x", ["p:3:1: \"versoin\" is not known here; did you mean version?"]),
        ("version: a\nversion: b", ["p:4:1: \"version\" stands twice in this mapping; remove one"]),
        // tiers
        ("tiers: 3", ["p:3:8: tiers: must be a mapping, not a single value"]),
        ("tiers:", ["p:3:7: tiers: must be a mapping, not nothing"]),
        ("tiers: {devloper: {}}", ["p:3:9: tiers: \"devloper\" is not known here; did you mean developer?"]),
        (
            "tiers: {admin: {stake: 3 SUI}}",
            ["p:3:24: tiers.admin.stake: must be a number of SUI with at most 9 decimals, such as 2.5; got \"3 SUI\""]
        ),
        (
            "tiers: {developer: {stake: 9}, admin: {stake: 8}}",
            ["p:3:47: tiers.admin.stake: must not be less than what developer costs"]
        ),
        // rules
        ("rules: {quota: off}", ["p:3:16: rules.quota: must be one of enforce, warn, audit; got \"off\""]),
        ("rules: {qota: warn}", ["p:3:9: rules: \"qota\" is not known here; did you mean quota?"]),
        (
            "rules: {identity: enforce}",
            [
                "p:3:19: rules.identity: is always enforced: without this rule there is no stake behind anything; remove it"
            ]
        ),
        (
            "rules: {node-registration: audit}",
            [
                "p:3:28: rules.node-registration: is always enforced: without this rule there is no stake behind anything; remove it"
            ]
        ),
        // namespaces
        (
            "namespaces: {protected: [Team]}",
            [
                "p:3:26: namespaces.protected[0]: must be a name of a namespace: at most 63 lowercase letters, digits and -, with - at neither end; got \"Team\""
            ]
        ),
        ("namespaces: {protected: [a, b, a]}", ["p:3:32: namespaces.protected[2]: stands in this list already"]),
        ("namespaces: {protected: a}", ["p:3:25: namespaces.protected: must be a list, not a single value"]),
        (
            "namespaces: {protected: [seal-abc]}",
            ["p:3:26: namespaces.protected[0]: begins with seal- and belongs to its address: it cannot be taken away"]
        ),
        (
            "namespaces: {grants: [{address: \"0x12\", namespaces: [a]}]}",
            [
                "p:3:33: namespaces.grants[0].address: must be an address: 0x and 64 lowercase hexadecimal digits; got \"0x12\""
            ]
        ),
        ("namespaces: {grants: [{namespaces: [a]}]}", ["p:3:23: namespaces.grants[0].address: is required"]),
        ("namespaces: {grants: [{address: \"\(address)\"}]}", ["p:3:23: namespaces.grants[0].namespaces: is required"]),
        (
            "namespaces: {grants: [{address: \"\(address)\", namespaces: []}]}",
            ["p:3:115: namespaces.grants[0].namespaces: needs at least 1"]
        ),
        (
            "namespaces:\n  protected: [mine]\n  grants:\n  - {address: \"\(address)\", namespaces: [kube-system, seal-x, k3s-daas, mine, default]}",
            [
                "p:6:98: namespaces.grants[0].namespaces[0]: is the system's, or protected by this file: it cannot be given",
                "p:6:111: namespaces.grants[0].namespaces[1]: begins with seal- and belongs to its address: it cannot be given",
                "p:6:119: namespaces.grants[0].namespaces[2]: is the system's, or protected by this file: it cannot be given",
                "p:6:129: namespaces.grants[0].namespaces[3]: is the system's, or protected by this file: it cannot be given",
            ]
        ),
        (
            "namespaces:\n  grants:\n  - {address: \"\(address)\", namespaces: [a]}\n  - {address: \"\(address)\", namespaces: [b]}",
            ["p:6:15: namespaces.grants[1].address: has a grant in this list already; write one for each address"]
        ),
        // kinds
        (
            "kinds: [{resource: Foo, writer: admin}]",
            [
                "p:3:20: kinds[0].resource: must be a resource in the plural with its group, such as rollouts.argoproj.io; got \"Foo\""
            ]
        ),
        (
            "kinds: [{resource: \"*\", writer: admin}]",
            [
                "p:3:20: kinds[0].resource: must be a resource in the plural with its group, such as rollouts.argoproj.io; got \"*\""
            ]
        ),
        ("kinds: [{resource: a.b.c}]", ["p:3:9: kinds[0].writer: is required"]),
        (
            "kinds: [{resource: a.b.c, writer: viewer}]",
            ["p:3:35: kinds[0].writer: must be one of developer, admin, super; got \"viewer\""]
        ),
        (
            "kinds: [{resource: a.b.c, writer: admin, scope: namespaced}]",
            ["p:3:49: kinds[0].scope: must be one of Namespaced, Cluster; got \"namespaced\""]
        ),
        (
            "kinds: [{resource: a.b.c, writer: developer, scope: Cluster}]",
            ["p:3:35: kinds[0].writer: must be admin or super for what is in no namespace"]
        ),
        (
            "kinds: [{resource: a.b.c, writer: admin, secret: \"true\"}]",
            ["p:3:50: kinds[0].secret: must be written without quotes"]
        ),
        (
            "kinds: [{resource: a.b.c, writer: admin, replicas: spec.replicas}]",
            ["p:3:52: kinds[0].replicas: means nothing without podTemplate"]
        ),
        (
            "kinds: [{resource: a.b.c, writer: admin, podTemplate: .spec}]",
            [
                "p:3:55: kinds[0].podTemplate: must be names with dots between them, at most 8, such as spec.template; got \".spec\""
            ]
        ),
        (
            "kinds: [{resource: \"*.b.c\", writer: admin, podTemplate: spec}]",
            ["p:3:57: kinds[0].podTemplate: is of one resource, not of all in a group"]
        ),
        (
            "kinds: [{resource: a.b.c, writer: admin}, {resource: a.b.c, writer: super}]",
            ["p:3:54: kinds[1].resource: stands in this list already"]
        ),
        (
            "kinds: [{resource: endpoints, writer: developer, scope: Namespaced}]",
            ["p:3:57: kinds[0].scope: is known of a kind that is built in; leave it out"]
        ),
        // pods
        (
            "pods: {security: {developer: strict}}",
            ["p:3:30: pods.security.developer: must be one of privileged, baseline, restricted; got \"strict\""]
        ),
        ("pods: {security: {viewer: restricted}}", ["p:3:19: pods.security: \"viewer\" is not known here"]),
        (
            "pods: {security: {developer: privileged}}",
            ["p:3:30: pods.security.developer: must not be laxer than admin, which keeps baseline"]
        ),
        (
            "pods: {security: {developer: baseline, admin: restricted}}",
            ["p:3:30: pods.security.developer: must not be laxer than admin, which keeps restricted"]
        ),
        (
            "pods: {security: {super: restricted}}",
            ["p:3:26: pods.security.super: must not be stricter than admin, which keeps baseline"]
        ),
        (
            "pods: {inlineDrivers: [a_b]}",
            [
                "p:3:24: pods.inlineDrivers[0]: must be a DNS name: at most 253 lowercase letters, digits, - and ., such as apps.example.com; got \"a_b\""
            ]
        ),
        ("pods: {tokenAudiences: [\"\"]}", ["p:3:25: pods.tokenAudiences[0]: must not be empty; got \"\""]),
        (
            "pods: {priorityClasses: [system-node-critical]}",
            ["p:3:26: pods.priorityClasses[0]: is the system's own: its pods push out all others"]
        ),
        // network, storage, groups
        (
            "network: {serviceTypes: {developer: [clusterIP]}}",
            [
                "p:3:38: network.serviceTypes.developer[0]: must be one of ClusterIP, NodePort, LoadBalancer, ExternalName; got \"clusterIP\""
            ]
        ),
        (
            "network: {serviceTypes: {developer: [NodePort], admin: [ClusterIP]}}",
            ["p:3:56: network.serviceTypes.admin: must hold all that developers may make; NodePort is missing"]
        ),
        (
            "network: {serviceTypes: {admin: []}}",
            ["p:3:33: network.serviceTypes.admin: must hold all that developers may make; ClusterIP is missing"]
        ),
        (
            "network: {ingressDomains: [.example.com]}",
            [
                "p:3:28: network.ingressDomains[0]: must be a DNS name: at most 253 lowercase letters, digits, - and ., such as apps.example.com; got \".example.com\""
            ]
        ),
        ("storage: {drivers: {}}", ["p:3:20: storage.drivers: must be a list, not a mapping"]),
        (
            "storage: {provisioners: [a/b/c]}",
            [
                "p:3:26: storage.provisioners[0]: must be a name such as driver.example.com or rancher.io/local-path; got \"a/b/c\""
            ]
        ),
        (
            "resourceGroups: [x.k8s.io]",
            [
                "p:3:18: resourceGroups[0]: is a group of Kubernetes, of k3s or of ours: nobody below super defines resources in it"
            ]
        ),
        (
            "resourceGroups: [apps, helm.cattle.io]",
            [
                "p:3:18: resourceGroups[0]: is a group of Kubernetes, of k3s or of ours: nobody below super defines resources in it",
                "p:3:24: resourceGroups[1]: is a group of Kubernetes, of k3s or of ours: nobody below super defines resources in it",
            ]
        ),
        // quotas
        ("quotas: {developer: 3}", ["p:3:21: quotas.developer: must be none, or a mapping with base and perSUI"]),
        (
            "quotas: {developer: none}",
            ["p:3:21: quotas.developer: a developer must not have more than an admin: developer is none, admin is not"]
        ),
        (
            "quotas: {developer: {perSUI: {pods: 11}}}",
            [
                "p:3:21: quotas.developer: a developer must not have more than an admin: perSUI.pods is more for a developer"
            ]
        ),
        (
            "quotas: {admin: {perSUI: {memory: 1Gi}}}",
            [
                "p:3:17: quotas.admin: a developer must not have more than an admin: perSUI.memory is more for a developer"
            ]
        ),
        (
            "quotas: {developer: {base: {cpu: \"1.0005\"}}}",
            [
                "p:3:34: quotas.developer.base.cpu: must be a number of processors up to 1000000, such as 2, 0.5 or 500m; got \"1.0005\""
            ]
        ),
        (
            "quotas: {developer: {base: {memory: 1GB}}}",
            [
                "p:3:37: quotas.developer.base.memory: must be a number of bytes up to 1024Pi, such as 512Mi, 2Gi or 10G; got \"1GB\""
            ]
        ),
        (
            "quotas: {developer: {base: {pods: \"1\"}}}",
            ["p:3:35: quotas.developer.base.pods: must be written without quotes"]
        ),
        ("quotas: {super: none}", ["p:3:10: quotas: \"super\" is not known here"]),
        // exemptions
        (
            "exemptions: [{}]",
            [
                "p:3:14: exemptions[0].rules: is required", "p:3:14: exemptions[0].addresses: is required",
                "p:3:14: exemptions[0].reason: is required",
            ]
        ),
        (
            "exemptions: [{rules: [tier], addresses: [\"\(address)\"], reason: x}]",
            [
                "p:3:23: exemptions[0].rules[0]: must be one of custom-resource-definitions, storage-classes, persistent-volumes, pod-security, pod-placement, pod-volumes, service-types, external-ips, ingress-hosts, quota; got \"tier\""
            ]
        ),
        (
            "exemptions: [{rules: [quota], addresses: [], reason: x}]",
            ["p:3:42: exemptions[0].addresses: needs at least 1"]
        ),
        (
            "exemptions: [{rules: [quota], addresses: [\"\(address)\"], reason: \"\"}]",
            ["p:3:122: exemptions[0].reason: must not be empty; got \"\""]
        ),
        (
            "exemptions: [{rules: [quota], addresses: [\"\(address)\"], reason: x, until: tomorrow}]",
            [
                "p:3:132: exemptions[0].until: must be a time such as 2026-12-31T00:00:00Z, from 1970 to 2200; got \"tomorrow\""
            ]
        ),
        // nodes and switches
        (
            "nodes: {trusted: [Server_1]}",
            [
                "p:3:19: nodes.trusted[0]: must be a DNS name: at most 253 lowercase letters, digits, - and ., such as apps.example.com; got \"Server_1\""
            ]
        ),
        (
            "nodes: {trusted: [1], labels: [\"*\"]}",
            [
                "p:3:32: nodes.labels[0]: must be the key of a label, such as example.com/rack, or example.com/* for all under it; got \"*\""
            ]
        ),
        ("super: {unrestricted: yes}", ["p:3:23: super.unrestricted: must be true or false; got \"yes\""]),
        ("authorizer: {allow: 1}", ["p:3:21: authorizer.allow: must be true or false; got \"1\""]),
        ("authorizer: {allows: true}", ["p:3:14: authorizer: \"allows\" is not known here; did you mean allow?"]),
    ]

    @Test(arguments: refused)
    func `says where and why`(_ body: String, _ expected: [String]) {
        #expect(Policies.problems(body) == expected, "\(body)")
    }

    // Whatever is in these groups gives more than a stake or outlives it; what is built in keeps its writers otherwise.
    @Test(arguments: [
        "roles.rbac.authorization.k8s.io", "*.rbac.authorization.k8s.io",
        "certificatesigningrequests.certificates.k8s.io",
        "*.admissionregistration.k8s.io", "tokenreviews.authentication.k8s.io",
        "subjectaccessreviews.authorization.k8s.io",
        "helmcharts.helm.cattle.io", "addons.k3s.cattle.io", "things.k3s-daas.io", "things.deeper.k3s-daas.io",
    ])
    func `some groups are opened by no policy`(_ resource: String) {
        for writer in ["developer", "admin", "super"] {
            let found = Policies.problems("kinds: [{resource: \"\(resource)\", writer: \(writer)}]")
            let reason = "is in a group whose kinds give more than a stake, or outlive it: no policy opens it"
            #expect(found == ["p:3:20: kinds[0].resource: \(reason)"])
        }
    }

    @Test(arguments: [
        "pods", "nodes", "namespaces", "bindings", "*.apps", "things.apps", "persistentvolumes",
        "storageclasses.storage.k8s.io",
        "customresourcedefinitions.apiextensions.k8s.io", "apiservices.apiregistration.k8s.io", "things",
    ])
    func `of what is built in only what admins write in namespaces is opened, and to developers`(_ resource: String) {
        for writer in ["developer", "admin", "super"] {
            let found = Policies.problems("kinds: [{resource: \"\(resource)\", writer: \(writer)}]")
            let reason =
                "is Kubernetes' own: only what is in a namespace and written by admins may be opened, to developers"
            #expect(found == ["p:3:20: kinds[0].resource: \(reason)"])
        }
    }

    @Test(arguments: [
        ("", ["p: the file is empty"]), ("a: [", ["p:2:1"]),
        ("{}", ["p:1:1: apiVersion: is required", "p:1:1: kind: is required"]),
        ("[]", ["p:1:1: must be a mapping, not a list"]), ("a: &x 1\nb: *x", ["p:1:4: anchors are not allowed"]),
        (
            "apiVersion: v1\nkind: Policies",
            ["p:1:13: apiVersion: must be k3s-daas.io/v1alpha1", "p:2:7: kind: must be Policy"]
        ),
        ("apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n---\n{}", ["p:3:1: a second document starts here"]),
    ])
    func `what is no policy at all is said to be none`(_ text: String, _ expected: [String]) {
        guard case .failure(let error) = Policies.load(text) else {
            Issue.record("taken")
            return
        }
        #expect(error.problems.count == expected.count)
        for (problem, expected) in zip(error.problems, expected) where !expected.hasPrefix("p: ") {
            #expect(problem.description.hasPrefix(expected), "\(problem)")
        }
    }

    @Test func `all that is wrong is said at once`() {
        let found = Policies.problems("tiers: {x: 1}\nrules: {quota: x}\nkinds: 1\nfoo: bar")
        #expect(found.count == 4)
    }

    // What an editor has written so far must never be the end of us.
    @Test func `every prefix of a policy is a policy or refused`() throws {
        let text = Array(Policies.sample.utf8)
        var good = 0
        for count in 0...text.count {
            let part = Array(text[..<count])
            if (try? PolicyFile.parse(part.span, name: "p", now: Policies.now)) != nil { good += 1 }
        }
        #expect(good > 10)
        #expect(good < text.count / 2)
    }

    @Test func `every byte of a policy may be wrong`() {
        let text = Array(Policies.sample.utf8)
        for index in stride(from: 0, to: text.count, by: 3) {
            for byte: UInt8 in [0, 0x20, 0x22, 0x5B, 0x7B, 0xFF] {
                var broken = text
                broken[index] = byte
                _ = try? PolicyFile.parse(broken.span, name: "p", now: Policies.now)
            }
        }
    }
}
