// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

extension KindTable {
    /// What Kubernetes and k3s serve, and who may write it.
    ///
    /// A kind that is not here, nor in the policy, is written by the super tier alone.
    static let builtIn: [(group: String, resource: String, kind: Kind)] =
        core + workloads + networking + access + clusterWide + questions + k3s

    private static func namespaced(_ tier: Tier, _ content: Kind.Content = .nothing, isSecret: Bool = false) -> Kind {
        Kind(writers: .from(tier), content: content, isSecret: isSecret)
    }

    private static func cluster(_ tier: Tier, _ content: Kind.Content = .nothing) -> Kind {
        Kind(isNamespaced: false, writers: .from(tier), content: content)
    }

    private static func template(_ path: String..., count: [String]?) -> Kind {
        Kind(writers: .from(.developer), content: .podTemplate(PodTemplate(path: path, count: count)))
    }

    private static let core: [(group: String, resource: String, kind: Kind)] = [
        ("", "pods", namespaced(.developer, .pod)),
        ("", "services", namespaced(.developer, .service)),
        ("", "configmaps", namespaced(.developer)),
        ("", "secrets", namespaced(.developer, .secret, isSecret: true)),
        ("", "serviceaccounts", namespaced(.developer)),
        ("", "persistentvolumeclaims", namespaced(.developer, .claim)),
        ("", "events", namespaced(.developer)),
        ("events.k8s.io", "events", namespaced(.developer)),
        ("coordination.k8s.io", "leases", namespaced(.developer)),
        ("policy", "poddisruptionbudgets", namespaced(.developer)),
        ("autoscaling", "horizontalpodautoscalers", namespaced(.developer, .autoscaler)),
        // Addresses that traffic is sent to: whoever writes them takes over what a Service is for.
        ("", "endpoints", namespaced(.admin)),
        ("discovery.k8s.io", "endpointslices", namespaced(.admin)),
        ("", "limitranges", namespaced(.admin)),
        ("", "resourcequotas", namespaced(.admin)),
        ("apps", "controllerrevisions", namespaced(.admin)),
        ("coordination.k8s.io", "leasecandidates", namespaced(.admin)),
        ("resource.k8s.io", "resourceclaims", namespaced(.admin)),
        ("resource.k8s.io", "resourceclaimtemplates", namespaced(.admin)),
        // The scheduler's word.
        ("", "bindings", namespaced(.super)),
    ]

    private static let workloads: [(group: String, resource: String, kind: Kind)] = [
        ("apps", "deployments", template("spec", "template", count: ["spec", "replicas"])),
        ("apps", "replicasets", template("spec", "template", count: ["spec", "replicas"])),
        ("apps", "statefulsets", template("spec", "template", count: ["spec", "replicas"])),
        ("apps", "daemonsets", template("spec", "template", count: nil)),
        ("", "replicationcontrollers", template("spec", "template", count: ["spec", "replicas"])),
        ("batch", "jobs", template("spec", "template", count: ["spec", "parallelism"])),
        (
            "batch", "cronjobs",
            template("spec", "jobTemplate", "spec", "template", count: ["spec", "jobTemplate", "spec", "parallelism"])
        ),
        (
            "", "podtemplates",
            Kind(writers: .from(.admin), content: .podTemplate(PodTemplate(path: ["template"], count: nil)))
        ),
    ]

    private static let networking: [(group: String, resource: String, kind: Kind)] = [
        ("networking.k8s.io", "ingresses", namespaced(.developer, .ingress)),
        ("networking.k8s.io", "networkpolicies", namespaced(.developer)),
        ("networking.k8s.io", "ingressclasses", cluster(.super)),
        ("networking.k8s.io", "ipaddresses", cluster(.super)),
        ("networking.k8s.io", "servicecidrs", cluster(.super)),
    ]

    private static let access: [(group: String, resource: String, kind: Kind)] = [
        ("rbac.authorization.k8s.io", "rolebindings", namespaced(.developer, .roleBinding)),
        ("rbac.authorization.k8s.io", "roles", namespaced(.admin, .role)),
        ("rbac.authorization.k8s.io", "clusterroles", cluster(.super, .role)),
        ("rbac.authorization.k8s.io", "clusterrolebindings", Kind(isNamespaced: false, writers: .nobody)),
        ("certificates.k8s.io", "certificatesigningrequests", Kind(isNamespaced: false, writers: .nobody)),
        ("certificates.k8s.io", "clustertrustbundles", Kind(isNamespaced: false, writers: .nobody)),
        ("certificates.k8s.io", "podcertificaterequests", Kind(writers: .nobody)),
        ("admissionregistration.k8s.io", "*", Kind(isNamespaced: false, writers: .nobody)),
        ("", "nodes", Kind(isNamespaced: false, writers: .nobody, content: .node)),
    ]

    private static let clusterWide: [(group: String, resource: String, kind: Kind)] = [
        ("", "namespaces", cluster(.admin, .namespace)),
        ("", "persistentvolumes", cluster(.admin, .persistentVolume)),
        ("storage.k8s.io", "storageclasses", cluster(.admin, .storageClass)),
        ("apiextensions.k8s.io", "customresourcedefinitions", cluster(.admin, .customResourceDefinition)),
        ("storage.k8s.io", "csidrivers", cluster(.super)),
        ("storage.k8s.io", "csinodes", cluster(.super)),
        ("storage.k8s.io", "volumeattachments", cluster(.super)),
        ("storage.k8s.io", "volumeattributesclasses", cluster(.super)),
        ("storage.k8s.io", "csistoragecapacities", namespaced(.super)),
        ("scheduling.k8s.io", "priorityclasses", cluster(.super)),
        ("node.k8s.io", "runtimeclasses", cluster(.super)),
        ("apiregistration.k8s.io", "apiservices", cluster(.super)),
        ("flowcontrol.apiserver.k8s.io", "flowschemas", cluster(.super)),
        ("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", cluster(.super)),
        ("resource.k8s.io", "deviceclasses", cluster(.super)),
        ("resource.k8s.io", "resourceslices", cluster(.super)),
        ("resource.k8s.io", "devicetaintrules", cluster(.super)),
        ("internal.apiserver.k8s.io", "storageversions", cluster(.super)),
        ("storagemigration.k8s.io", "storageversionmigrations", cluster(.super)),
        ("metrics.k8s.io", "nodes", cluster(.super)),
        ("metrics.k8s.io", "pods", namespaced(.super)),
        ("", "componentstatuses", cluster(.super)),
    ]

    /// Questions in the form of objects: nothing is stored.
    private static let questions: [(group: String, resource: String, kind: Kind)] = [
        ("authentication.k8s.io", "selfsubjectreviews", cluster(.viewer)),
        ("authorization.k8s.io", "selfsubjectaccessreviews", cluster(.viewer)),
        ("authorization.k8s.io", "selfsubjectrulesreviews", cluster(.viewer)),
        ("authorization.k8s.io", "localsubjectaccessreviews", namespaced(.admin)),
        ("authorization.k8s.io", "subjectaccessreviews", cluster(.super)),
        ("authentication.k8s.io", "tokenreviews", cluster(.super)),
    ]

    /// What k3s carries out as the cluster's administrator.
    private static let k3s: [(group: String, resource: String, kind: Kind)] = [
        ("helm.cattle.io", "*", namespaced(.super)),
        ("k3s.cattle.io", "*", namespaced(.super)),
    ]
}
