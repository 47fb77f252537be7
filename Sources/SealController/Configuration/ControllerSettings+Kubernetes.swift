// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// What there is to set about the cluster that machines join.
extension ControllerSettings {
    static let kubeconfig = Setting(
        "kubeconfig", key: "kubernetes.kubeconfig", group: "Kubernetes", ValueKind<String>.path.optional,
        fallback: nil,
        "The kubeconfig by which the apiserver is asked; without it, and in no pod, the API alone is served.")
    static let inCluster = Setting(
        "in-cluster", key: "kubernetes.inCluster", group: "Kubernetes", .boolean, fallback: false,
        "Asks the apiserver as the service account of the pod that this is.")
    static let serverURL = Setting(
        "server-url", key: "kubernetes.serverUrl", group: "Kubernetes", ValueKind<String>.url.optional, fallback: nil,
        "How kubectl and machines reach the apiserver, such as https://k3s.example:6443.")
    static let serverAuthority = Setting(
        "server-ca-file", key: "kubernetes.caFile", group: "Kubernetes", ValueKind<String>.path.optional,
        fallback: nil, "A copy of k3s' server-ca.crt, by which kubectl and machines know the server.")

    static let keyFile = Setting(
        "operator-key-file", key: "wallet.keyFile", group: "Joins", ValueKind<String>.path.optional, fallback: nil,
        "The operator's key, one line with suiprivkey1…, for its owner alone; with it, machines may join.")
    static let keyGroupReadable = Setting(
        "operator-key-group-readable", key: "wallet.groupReadable", group: "Joins", .boolean, fallback: false,
        "Takes a key that is root's and that one of our groups may read: a Secret's file in a pod with fsGroup.")
    static let challengeLifetime = Setting(
        "challenge-lifetime", key: "join.challengeLifetime", group: "Joins",
        .duration(.seconds(10) ... .seconds(600)), fallback: .seconds(120), "How long a nonce may be redeemed.")
    static let tokenLifetime = Setting(
        "join-token-lifetime", key: "join.tokenLifetime", group: "Joins", .duration(.seconds(60) ... .seconds(3600)),
        fallback: .seconds(600), "How long a join token opens the door.")

    static let reaction = Setting(
        "reaction", key: "reaction.enabled", group: "Reaction", .boolean, fallback: true,
        "Removes machines from the cluster whose stake is lost.")
    static let grace = Setting(
        "reaction-grace", key: "reaction.grace", group: "Reaction", .duration(.zero ... .seconds(3600)),
        fallback: .seconds(60), "How long pods are asked to leave such a machine before they are deleted.")
    static let settle = Setting(
        "reaction-settle", key: "reaction.settle", group: "Reaction", .duration(.zero ... .seconds(3600)),
        fallback: .seconds(60), "How long after that volumes may take to be detached before the Node is deleted.")
    static let guardPercent = Setting(
        "reaction-guard-percent", key: "reaction.guardPercent", group: "Reaction", .integer(0...100), fallback: 20,
        "The part of all machines that is removed in ten minutes at most, unless a person says so.")
    static let guardLeast = Setting(
        "reaction-guard-least", key: "reaction.guardLeast", group: "Reaction", .integer(0...100_000), fallback: 2,
        "How many machines are removed in any case.")
    static let trustedNodes = Setting(
        "trusted-nodes", key: "reaction.trustedNodes", group: "Reaction",
        ValueKind<String>.text("NAME", atMost: 253).list(atMost: 256), fallback: [],
        "The operator's own machines, which no stake decides about.")

    static let leaseNamespace = Setting(
        "lease-namespace", key: "lease.namespace", group: "Kubernetes", .text("NAME", atMost: 63),
        fallback: "k3s-daas", "Where the lease is by which one of several controllers acts.")
    static let leaseName = Setting(
        "lease-name", key: "lease.name", group: "Kubernetes", .text("NAME", atMost: 63), fallback: "seal-controller",
        "What that lease is called.")
    static let leaseDuration = Setting(
        "lease-duration", key: "lease.duration", group: "Kubernetes", .duration(.seconds(5) ... .seconds(300)),
        fallback: .seconds(15),
        "How long others wait for a holder that says nothing; it stops acting after four fifths of that.")

    /// What means nothing without a way to the apiserver.
    static let ofCluster: [any AnySetting] =
        [
            keyFile, keyGroupReadable, challengeLifetime, tokenLifetime, reaction, grace, settle, guardPercent,
            guardLeast, trustedNodes, leaseNamespace, leaseName, leaseDuration,
        ] + ofNotices + ofNamespaces + ofRequests

    static let kubernetes: [any AnySetting] = [kubeconfig, inCluster, serverURL, serverAuthority] + ofCluster
}
