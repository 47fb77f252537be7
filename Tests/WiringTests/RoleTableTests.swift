// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing
import Wiring

/// What the tiers are granted, row by row: the letters of the tiers that have the right, from viewer to super.
@Suite struct RoleTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let verb: String
        let what: String
        /// By place: `v` viewer, `d` developer, `a` admin, `s` super.
        let own: String
        let other: String
        let system: String

        init(_ verb: String, _ what: String, _ own: String, _ other: String, _ system: String) {
            (self.verb, self.what, self.own, self.other, self.system) = (verb, what, own, other, system)
        }

        var testDescription: String { "\(verb) \(what)" }
    }

    // All but Secrets is read everywhere; where admission must not let an admin write, it is admission that says so.
    static let rows: [Row] = [
        Row("list", "pods", "vdas", "vdas", "vdas"), Row("watch", "deployments.apps", "vdas", "vdas", "vdas"),
        Row("get", "configmaps", "vdas", "vdas", "vdas"), Row("get", "nodes", "vdas", "vdas", "vdas"),
        Row("list", "customresourcedefinitions.apiextensions.k8s.io", "vdas", "vdas", "vdas"),
        Row("list", "validatingwebhookconfigurations.admissionregistration.k8s.io", "vdas", "vdas", "vdas"),
        Row("list", "clusterroles.rbac.authorization.k8s.io", "vdas", "vdas", "vdas"),
        Row("get", "pods.metrics.k8s.io", "vdas", "vdas", "vdas"),
        Row("get", "deployments.apps/scale", "vdas", "vdas", "vdas"), Row("get", "pods/status", "vdas", "vdas", "vdas"),
        Row("list", "helmcharts.helm.cattle.io", "s", "s", "s"), Row("get", "addons.k3s.cattle.io", "s", "s", "s"),
        Row("get", "widgets.example.org", "", "", ""),
        Row("get", "secrets", "das", "as", "s"), Row("list", "secrets", "das", "as", "s"),
        Row("watch", "secrets", "das", "as", "s"), Row("get", "pods/log", "das", "as", "as"),
        Row("create", "pods", "das", "as", "as"), Row("delete", "deployments.apps", "das", "as", "as"),
        Row("deletecollection", "configmaps", "das", "as", "as"), Row("patch", "services", "das", "as", "as"),
        Row("create", "secrets", "das", "as", "s"), Row("patch", "secrets", "das", "as", "s"),
        Row("create", "ingresses.networking.k8s.io", "das", "as", "as"),
        Row("create", "resourcequotas", "as", "as", "as"), Row("create", "endpoints", "as", "as", "as"),
        Row("create", "helmcharts.helm.cattle.io", "s", "s", "s"),
        Row("patch", "deployments.apps/scale", "das", "as", "as"),
        Row("update", "statefulsets.apps/scale", "das", "as", "as"),
        Row("update", "daemonsets.apps/scale", "", "", ""),
        Row("create", "pods/eviction", "das", "as", "as"), Row("create", "pods/binding", "s", "s", "s"),
        Row("create", "bindings", "s", "s", "s"), Row("update", "pods/status", "", "", ""),
        Row("update", "namespaces/finalize", "", "", ""),
        Row("create", "pods/exec", "das", "as", "as"), Row("get", "pods/exec", "das", "as", "as"),
        Row("create", "pods/attach", "das", "as", "as"), Row("create", "pods/portforward", "das", "as", "as"),
        Row("get", "pods/proxy", "das", "as", "as"), Row("create", "services/proxy", "das", "as", "as"),
        Row("patch", "pods/ephemeralcontainers", "das", "as", "as"), Row("update", "pods/resize", "das", "as", "as"),
        Row("create", "serviceaccounts/token", "das", "", ""),
        Row("create", "namespaces", "as", "as", "as"), Row("delete", "namespaces", "as", "as", "as"),
        Row("create", "storageclasses.storage.k8s.io", "as", "as", "as"),
        Row("create", "persistentvolumes", "as", "as", "as"),
        Row("patch", "customresourcedefinitions.apiextensions.k8s.io", "as", "as", "as"),
        Row("create", "priorityclasses.scheduling.k8s.io", "s", "s", "s"),
        Row("create", "apiservices.apiregistration.k8s.io", "s", "s", "s"),
        // Cordoning, and nothing else of a Node: not its life, nor the way past the apiserver to its kubelet.
        Row("patch", "nodes", "as", "as", "as"), Row("create", "nodes", "", "", ""), Row("delete", "nodes", "", "", ""),
        Row("get", "nodes/proxy", "", "", ""), Row("create", "nodes/proxy", "", "", ""),
        Row("get", "nodes/log", "", "", ""),
        // Rights over rights.
        Row("create", "rolebindings.rbac.authorization.k8s.io", "das", "as", "as"),
        Row("create", "roles.rbac.authorization.k8s.io", "as", "as", "as"),
        Row("create", "clusterroles.rbac.authorization.k8s.io", "s", "s", "s"),
        Row("create", "clusterrolebindings.rbac.authorization.k8s.io", "", "", ""),
        Row("bind", "clusterroles.rbac.authorization.k8s.io:seal:viewer", "das", "as", "as"),
        Row("bind", "clusterroles.rbac.authorization.k8s.io:seal:developer", "das", "as", "as"),
        Row("bind", "clusterroles.rbac.authorization.k8s.io:seal:admin", "as", "as", "as"),
        Row("bind", "clusterroles.rbac.authorization.k8s.io:seal:super", "s", "s", "s"),
        Row("bind", "clusterroles.rbac.authorization.k8s.io:cluster-admin", "", "", ""),
        Row("bind", "clusterroles.rbac.authorization.k8s.io", "", "", ""),
        Row("bind", "roles.rbac.authorization.k8s.io", "", "", ""),
        Row("escalate", "clusterroles.rbac.authorization.k8s.io", "", "", ""),
        Row("escalate", "roles.rbac.authorization.k8s.io", "", "", ""),
        Row("impersonate", "users", "", "", ""), Row("impersonate", "groups", "", "", ""),
        Row("impersonate", "serviceaccounts", "", "", ""),
        Row("impersonate", "userextras.authentication.k8s.io/x", "", "", ""),
        Row("approve", "signers.certificates.k8s.io", "", "", ""),
        Row("sign", "signers.certificates.k8s.io", "", "", ""),
        Row("create", "certificatesigningrequests.certificates.k8s.io", "", "", ""),
        Row("update", "certificatesigningrequests.certificates.k8s.io/approval", "", "", ""),
        // What stands between everybody and the apiserver, which admission may never be asked about.
        Row("delete", "validatingwebhookconfigurations.admissionregistration.k8s.io", "", "", ""),
        Row("create", "mutatingwebhookconfigurations.admissionregistration.k8s.io", "", "", ""),
        Row("create", "validatingadmissionpolicies.admissionregistration.k8s.io", "", "", ""),
        // Questions.
        Row("create", "selfsubjectaccessreviews.authorization.k8s.io", "vdas", "vdas", "vdas"),
        Row("create", "selfsubjectreviews.authentication.k8s.io", "vdas", "vdas", "vdas"),
        Row("create", "subjectaccessreviews.authorization.k8s.io", "s", "s", "s"),
        Row("create", "localsubjectaccessreviews.authorization.k8s.io", "as", "as", "s"),
        Row("create", "tokenreviews.authentication.k8s.io", "s", "s", "s"),
        Row("get", "/version", "vdas", "vdas", "vdas"), Row("get", "/openapi/v3", "vdas", "vdas", "vdas"),
        Row("get", "/metrics", "s", "s", "s"), Row("get", "/debug/pprof", "", "", ""),
        Row("post", "/api/v1", "", "", ""),
    ]

    @Test(arguments: rows) func `grants`(_ row: Row) throws {
        let rights = try GrantedRights.builtIn.get()
        for (place, expected) in [
            (GrantedRights.Place.own, row.own), (.other, row.other), (.system, row.system),
        ] {
            let granted = Tier.allCases.filter { rights.allow($0, row.verb, row.what, in: place) }
            #expect(granted.map { String("\($0.name)".prefix(1)) }.joined() == expected, "\(place)")
        }
    }

    @Test func `a group whose resources an admin may define is read by all and written by supers`() throws {
        var share = PolicyShare()
        share.resourceGroups = ["example.org"]
        let rights = try GrantedRights(share)
        #expect(Tier.allCases.allSatisfy { rights.allow($0, "list", "widgets.example.org", in: .system) })
        #expect(Tier.allCases.filter { rights.allow($0, "create", "widgets.example.org", in: .own) } == [.super])
        #expect(!Tier.allCases.contains { rights.allow($0, "list", "widgets.example.com", in: .own) })
    }

    @Test func `a kind that the policy opens is granted where the policy says`() throws {
        var policy = Policy()
        policy.kinds = KindTable(adding: [("example.org", "widgets", Kind(writers: .from(.developer)))])
        let rights = try GrantedRights(PolicyShare(policy))
        #expect(rights.allow(.developer, "create", "widgets.example.org", in: .own))
        #expect(!rights.allow(.developer, "create", "widgets.example.org", in: .system))
        #expect(rights.allow(.viewer, "get", "widgets.example.org", in: .system))
    }

    @Test func `a super that the policy unbinds is the cluster's administrator`() throws {
        var share = PolicyShare()
        share.isSuperUnrestricted = true
        let rights = try GrantedRights(share)
        #expect(rights.allow(.super, "impersonate", "users", in: .system))
        #expect(rights.allow(.super, "get", "/debug/pprof", in: .system))
        #expect(!rights.allow(.admin, "impersonate", "users", in: .system))
    }
}
