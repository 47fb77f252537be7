// SPDX-License-Identifier: Apache-2.0
import StakeRBAC
import Testing

@testable import SealCommands

@Suite struct ResourceNameTests {
    private static let known: [(said: String, meant: String)] = [
        ("pods", "pods"), ("pod", "pods"), ("po", "pods"), ("Pod", "pods"), ("deploy", "deployments.apps"),
        ("deployment", "deployments.apps"), ("deployments.apps", "deployments.apps"),
        ("deployments.v1.apps", "deployments.apps"), ("deploy.apps", "deployments.apps"), ("sts", "statefulsets.apps"),
        ("ing", "ingresses.networking.k8s.io"), ("ingress", "ingresses.networking.k8s.io"),
        ("networkpolicy", "networkpolicies.networking.k8s.io"), ("storageclass", "storageclasses.storage.k8s.io"),
        ("sc", "storageclasses.storage.k8s.io"), ("endpoints", "endpoints"), ("ep", "endpoints"), ("ns", "namespaces"),
        ("events", "events"), ("events.events.k8s.io", "events.events.k8s.io"), ("pv", "persistentvolumes"),
        ("pvc", "persistentvolumeclaims"), ("cronjob", "cronjobs.batch"), ("nodes", "nodes"),
        ("pods.metrics.k8s.io", "pods.metrics.k8s.io"), ("rollouts.argoproj.io", "rollouts.argoproj.io"),
        ("rollouts.v1alpha1.argoproj.io", "rollouts.argoproj.io"), ("things.v1.example", "things.example"),
        ("things.vendor.example", "things.vendor.example"), ("secret", "secrets"), ("users", "users"),
        ("signers", "signers.certificates.k8s.io"),
        ("csr", "certificatesigningrequests.certificates.k8s.io"),
    ]

    @Test(arguments: known) func `resources are found as kubectl finds them`(_ name: (said: String, meant: String)) {
        #expect(ResourceName(name.said, among: Policy().kinds)?.description == name.meant)
    }

    @Test(arguments: ["", "rollouts", "deploi", "pods.", ".apps", ".", "pods/log"])
    func `what is not known needs a group`(_ name: String) {
        #expect(ResourceName(name, among: Policy().kinds) == nil)
    }
}
