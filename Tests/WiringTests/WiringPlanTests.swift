// SPDX-License-Identifier: Apache-2.0
import Configuration
import SealAuthN
import StakeRBAC
import Testing
import Wiring

@Suite struct WiringPlanTests {
    @Test func `the plan is kept in our own folder`() {
        #expect(WiringPlan(.k3s).path == "/etc/k3s-daas/wiring/plan.yaml")
    }

    @Test func `a plan reads back as it was written`() throws {
        let plan = Sample.plan(.kubeAPIServer) {
            $0.listenPort = 9443
            $0.opsPort = 9091
            $0.folder = "/opt/k3s-daas"
            $0.program = "/opt/bin/webhook-server"
            $0.hasAuthorizer = true
            $0.hasWorkers = true
            $0.trustedNodes = ["server-1", "server-2.example.org"]
            $0.usesStaticManifests = true
            $0.admissionFile = "/etc/kubernetes/admission.yaml"
            $0.subjectNames = ["kube-apiserver", "kube-apiserver-etcd-client"]
            $0.serverNames = ["10.0.0.1", "fd00::1", "server-1.example.org"]
            $0.chainNodes = ["grpc=https://node.example:443", "graphql=https://other.example/graphql?a=b"]
            $0.nodeCredentialsFile = "/opt/k3s-daas/node.key"
            $0.quorum = 2
            $0.isDevLedger = true
            $0.audiences = ["https://kubernetes.default.svc", "0x10"]
            $0.policyFile = "/opt/k3s-daas/policy.yaml"
            $0.noProxy = ["10.0.0.0/8", ".example.org"]
        }
        let bytes = Array(plan.yaml.utf8)
        let again = try WiringPlan(yaml: bytes.span, name: "plan.yaml")
        #expect(again == plan)
    }

    @Test func `what a plan's file may not say is said with its place`() {
        let text = """
            apiVersion: k3s-daas.io/v1alpha1
            kind: WiringPlan
            flavour: k3s
            listenPort: 70000
            folder: /etc/k3s daas
            trustedNodes: [server-1, Server_2]
            clusterfile: /etc/k3s-daas/cluster.yaml
            """
        let bytes = Array(text.utf8)
        let error = #expect(throws: ConfigurationError.self) {
            _ = try WiringPlan(yaml: bytes.span, name: "plan.yaml")
        }
        #expect(error?.problems.map(\.key) == ["listenPort", "folder", "trustedNodes", ""])
        #expect(error?.problems.last?.reason.contains("did you mean clusterFile?") == true)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let key: String
        let change: @Sendable (inout WiringPlan) -> Void

        init(_ description: String, _ key: String, _ change: @escaping @Sendable (inout WiringPlan) -> Void) {
            testDescription = description
            self.key = key
            self.change = change
        }
    }

    static let wrong: [Wrong] = [
        Wrong("nobody decides", "clusterFile") { $0.clusterFile = nil },
        Wrong("two decide", "ledgerFile") { $0.ledgerFile = "/etc/k3s-daas/ledger.yaml" },
        Wrong("a quorum without a chain", "quorum") {
            $0.clusterFile = nil
            $0.ledgerFile = "/etc/k3s-daas/ledger.yaml"
            $0.quorum = 2
        },
        Wrong("a key for nodes that the cluster file names", "nodeCredentialsFile") {
            $0.nodeCredentialsFile = "/etc/k3s-daas/node.key"
        },
        Wrong("one port for both listeners", "opsPort") { $0.opsPort = 8443 },
        Wrong("no port", "listenPort") { $0.listenPort = 0 },
        Wrong("a file that the unit hides", "policyFile") {
            $0.policyFile = "/root/policy.yaml"
            $0.policy = PolicyShare()
        },
        Wrong("a policy that nobody read", "policyFile") { $0.policyFile = "/etc/k3s-daas/policy.yaml" },
        Wrong("no machine of the operator's", "trustedNodes") { $0.trustedNodes = [] },
        Wrong("a machine that ends a text", "trustedNodes") { $0.trustedNodes = ["a'] || true || ["] },
        Wrong("a machine that stands twice", "trustedNodes") { $0.trustedNodes = ["a", "a"] },
        Wrong("a namespace that ends a text", "policy.namespaces.grants") {
            $0.policy = PolicyShare()
            $0.policy?.grantedNamespaces = ["team-a') || ('"]
        },
        Wrong("a group that is none", "policy.resourceGroups") {
            $0.policy = PolicyShare()
            $0.policy?.resourceGroups = ["*"]
        },
        Wrong("a folder with a specifier of systemd", "folder") { $0.folder = "/etc/%H" },
        Wrong("a folder that leads elsewhere", "folder") { $0.folder = "/etc/../home" },
        Wrong("a program with an argument", "program") { $0.program = "/bin/sh -c" },
        Wrong("an exception with a second variable", "noProxy") { $0.noProxy = ["a\" \"LD_PRELOAD=/x"] },
        Wrong("a node in no language", "chainNodes") { $0.chainNodes = ["https://node.example"] },
        Wrong("a name that no certificate has", "serverNames") { $0.serverNames = ["*.example.org"] },
    ]

    @Test(arguments: wrong) func `refuses a plan`(_ wrong: Wrong) {
        let plan = Sample.plan(.k3s, wrong.change)
        #expect(plan.problems.map(\.key) == [wrong.key])
        #expect(throws: WiringRefusal.plan(ConfigurationError(plan.problems))) { _ = try Sample.files(plan) }
    }

    @Test func `a plan with what must be chosen has nothing wrong`() {
        #expect(Sample.plan().problems.isEmpty)
    }

    @Test func `what a policy says is taken from it`() {
        var policy = Policy()
        policy.nodes.trusted = ["server-2", "server-1"]
        policy.resourceGroups = ["example.org"]
        policy.isSuperUnrestricted = true
        let share = PolicyShare(policy)
        let plan = Sample.plan { $0.policy = share }
        #expect(plan.allTrustedNodes == ["server-1", "server-2"])
        #expect(share.resourceGroups == ["example.org"])
        #expect(share.isSuperUnrestricted)
        #expect(share.grantedNamespaces.isEmpty)
    }
}
