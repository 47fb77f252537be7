// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Who may look at what, and where: only the authorizer is asked about it.
struct ReadTableTests {
    static let everywhere = [
        "pods", "services", "configmaps", "deployments.apps", "events", "serviceaccounts", "endpoints",
        "rolebindings.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io", "nodes", "namespaces",
        "persistentvolumes", "customresourcedefinitions.apiextensions.k8s.io",
        "certificatesigningrequests.certificates.k8s.io", "certificatesigningrequests.certificates.k8s.io/approval",
        "validatingwebhookconfigurations.admissionregistration.k8s.io", "helmcharts.helm.cattle.io",
        "pods.metrics.k8s.io", "pods/status", "pods/ephemeralcontainers", "pods/resize", "deployments.apps/scale",
        "nodes/status", "nodes/metrics", "nodes/stats",
    ].map { Row($0, "HGNOPKDC", "HGNOPKDC", "HGNOPKDC", "HGNOPKDC") }

    static let secrets = ["secrets", "secrets/status"].map { Row($0, "", "HG", "HGNO", "HGNOPKDC") }

    static let logs = [
        Row("pods/log", "HG", "HG", "HGNOPKDC", "HGNOPKDC"), Row("nodes/log", "HG", "HG", "HGNOPKDC", "HGNOPKDC"),
    ]

    static let odd =
        ["pods/nonsense", "nodes/configz", "nodes/pods", "pods/binding", "namespaces/finalize", "pods/eviction"].map {
            Row($0, "", "", "", "HGNOPKDC")
        }
        // Kinds that we know nothing of are read by whom the cluster's roles let read them.
        + [.unknown("widgets.demo.example.com", "HGNOPKDC", "HGNOPKDC", "HGNOPKDC", "HGNOPKDC")]

    @Test(arguments: everywhere + secrets + logs + odd) func `is read by whom the table says`(_ row: Row) throws {
        for verb in ["get", "list", "watch"] {
            let permitted = try row.permitted(verb)
            #expect(permitted == row.written, "\(verb)")
        }
    }

    /// A stream is a write, whatever the verb: a websocket asks for it with `get`.
    static let streams =
        ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"].map {
            Row($0, "", "HG", "HGNO", "HGNOPKDC")
        } + [Row("nodes/proxy", "", "", "", ""), Row("services/exec", "", "", "", "HGNOPKDC")]

    @Test(arguments: streams) func `is streamed by whom the table says`(_ row: Row) throws {
        for verb in ["get", "create", "update", "patch", "delete"] {
            let permitted = try row.permitted(verb)
            #expect(permitted == row.written, "\(verb)")
        }
        let admitted = try row.admitted(.connect)
        #expect(admitted == row.written)
    }

    /// What gives rights, or is done under another name.
    @Test(arguments: [
        "impersonate", "impersonate:user-info", "impersonate-on:user-info:get", "impersonate-on:user-info:create",
        "impersonate-on:serviceaccount:list", "escalate", "approve", "sign", "attest", "*",
    ]) func `a verb over rights is nobody's`(_ verb: String) throws {
        for name in [
            "users", "groups", "serviceaccounts", "uids.authentication.k8s.io",
            "userextras.authentication.k8s.io/scopes",
            "clusterroles.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io", "signers.certificates.k8s.io",
            "pods", "widgets.demo.example.com",
        ] {
            let permitted = try Row(name, "", "", "", "").permitted(verb)
            #expect(permitted == ["", "", "", ""], "\(name)")
        }
    }

    @Test(arguments: ["use", "", "GET", "post", "proxy", "request-serviceaccounts-token-audience", "get "])
    func `an unknown verb is the super tier's`(_ verb: String) throws {
        let row = Row("pods", "", "", "", "HGNOPKDC")
        let permitted = try row.permitted(verb)
        #expect(permitted == row.written)
    }
}
