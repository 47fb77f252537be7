// SPDX-License-Identifier: Apache-2.0

/// What a server is to be wired with: all that an operator chose, and nothing that can be derived from it.
///
/// It is kept beside the files (``path``), so that who checks, renews or removes them need not be told again.
public struct WiringPlan: Sendable, Equatable {
    /// How an apiserver is started, and thus how it is told.
    public enum Flavour: String, Sendable, CaseIterable {
        /// Inside k3s, which takes flags from its configuration, and manifests from a folder.
        case k3s
        /// By itself, as kubeadm does it: flags are printed, and manifests are to be applied.
        case kubeAPIServer = "kube-apiserver"
    }

    /// How the apiserver is started.
    public var flavour: Flavour
    /// Where our server listens, on this machine alone.
    public var listenPort = 8443
    /// Where it says how it is, on this machine alone.
    public var opsPort = 9090
    /// The folder for everything of ours.
    public var folder = "/etc/k3s-daas"
    /// The folder of k3s' configuration.
    public var k3sFolder = "/etc/rancher/k3s"
    /// The folder whose manifests k3s applies.
    public var manifestsFolder = "/var/lib/rancher/k3s/server/manifests"
    /// The folder of the machine's own units.
    public var unitsFolder = "/etc/systemd/system"
    /// The server's program.
    public var program = "/usr/local/bin/webhook-server"
    /// The program that renews certificates.
    public var renewer = "/usr/local/bin/sealctl"

    /// Whether the apiserver asks us about reads and impersonation, too.
    public var hasAuthorizer = false
    /// Whether stakers' machines may join; the authorizer then asks us about them, too.
    public var hasWorkers = false
    /// Machines of the operator's own, which never depend on us: every k3s server, at least this one.
    public var trustedNodes: [String] = []
    /// Whether webhooks are registered by a file that the apiserver reads (1.37 and later) instead of an object in the cluster.
    public var usesStaticManifests = false
    /// The operator's own admission configuration, which the apiserver had before; ours is put into a copy of it.
    public var admissionFile: String?
    /// The common names of the certificates by which we know the apiserver.
    public var subjectNames = ["kube-apiserver"]
    /// What our server's certificate names beside this machine's loopback: addresses and DNS names.
    public var serverNames: [String] = []

    /// The cluster on a chain; it or ``ledgerFile`` decides.
    public var clusterFile: String?
    /// Whom to ask instead of the cluster file's nodes: `grpc=https://HOST`.
    public var chainNodes: [String] = []
    /// What those nodes want to be shown.
    public var nodeCredentialsFile: String?
    /// How many nodes must agree; more than half of them if not given.
    public var quorum: Int?
    /// Whether the chain is a local ledger, whose stake is worth nothing.
    public var isDevLedger = false
    /// Stakes and seals in a file, for trials.
    public var ledgerFile: String?
    /// Whom tokens are for; the server's own defaults, which are k3s', if it is empty.
    public var audiences: [String] = []
    /// What k3s reaches without a proxy already; this machine is added.
    public var noProxy: [String] = []
    /// What a stake may do; what is built in if it is not given.
    public var policyFile: String?
    /// What the policy says about whom the apiserver asks us; to be taken from ``policyFile`` before anything is rendered.
    public var policy: PolicyShare?

    /// A plan with the product's defaults.
    public init(_ flavour: Flavour) { self.flavour = flavour }

    /// Where the plan itself is kept.
    public var path: String { "\(folder)/wiring/plan.yaml" }

    /// Namespaces that the policy gave to stakers.
    public var grantedNamespaces: [String] { share.grantedNamespaces }

    /// The operator's machines, by the plan and by the policy, each once and in order.
    public var allTrustedNodes: [String] { Set(trustedNodes + share.trustedNodes).sorted() }

    var share: PolicyShare { policy ?? PolicyShare() }
}
