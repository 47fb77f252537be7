// SPDX-License-Identifier: Apache-2.0

extension Wiring {
    /// What the cluster is told: what the tiers are granted, and, unless the apiserver reads it in a file, whom it asks.
    func manifests() throws(WiringRefusal) -> WiredFile {
        let path: String
        switch plan.flavour {
        case .k3s: path = "\(plan.manifestsFolder)/k3s-daas.yaml"
        case .kubeAPIServer: path = plan.wiringPath("cluster.yaml")
        }
        var documents = TierRoles(plan.share).trees()
        if plan.hasWorkers { documents += try WorkerIsolation(plan: plan).trees() + WorkerAddresses.trees() }
        if !plan.usesStaticManifests {
            documents.append(try WebhookRegistration(plan: plan, authorities: authorities).tree())
        }
        var contents = Array("# Made by `sealctl wire`, which overwrites it.\n".utf8)
        for document in documents {
            contents += Array("---\n".utf8)
            contents += try document.node.document(path)
        }
        return WiredFile(path: path, mode: 0o644, owner: .root, contents: contents)
    }

    /// What the apiserver registers by itself before it serves anybody, so that nobody can take it out of the cluster.
    func staticManifest() throws(WiringRefusal) -> WiredFile {
        try file(
            "\(plan.staticFolder)/k3s-daas.yaml", WebhookRegistration(plan: plan, authorities: authorities).tree())
    }

    /// What k3s is told to start its apiserver with.
    func k3sConfiguration() throws(WiringRefusal) -> WiredFile {
        try file(
            "\(plan.k3sFolder)/config.yaml.d/40-stake.yaml", ["kube-apiserver-arg+": .texts(apiserverFlags())])
    }

    /// The same for kubeadm: what belongs into its ClusterConfiguration.
    func kubeadmConfiguration() throws(WiringRefusal) -> WiredFile {
        let arguments = apiserverFlags().map { flag -> Tree in
            let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
            return ["name": .text(parts[0]), "value": .text(parts.count > 1 ? parts[1] : "")]
        }
        let volume: Tree = [
            "name": "k3s-daas", "hostPath": .text(plan.folder), "mountPath": .text(plan.folder), "readOnly": true,
            "pathType": "Directory",
        ]
        return try file(
            plan.wiringPath("kubeadm.yaml"),
            [
                "apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "ClusterConfiguration",
                "apiServer": ["extraArgs": .list(arguments), "extraVolumes": [volume]],
            ])
    }
}
