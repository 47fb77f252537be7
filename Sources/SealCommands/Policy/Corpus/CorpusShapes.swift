// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import StakeRBAC

/// The objects to ask with, for each kind: those that the rules tell apart.
///
/// What the given policies name themselves (domains, drivers, groups) is among them, so that a difference there shows.
struct CorpusShapes {
    let policies: [Policy]

    /// The objects of a kind; the mildest first.
    func shapes(_ name: ResourceName, _ kind: Kind) -> [Shape] {
        switch kind.content {
        case .nothing: [.plain]
        case .pod: PodShapes.all.map { Shape($0.0, PodShapes.pod($0.1)) }
        case .podTemplate(let template):
            PodShapes.all.prefix(3).map {
                Shape($0.0 + " pods", PodShapes.workload($0.1, path: template.path, count: template.count))
            }
        case .service: services
        case .ingress: hosts.map { host in spec("host \(host)", #"{"rules":[{"host":"\#(host)"}]}"#) }
        case .secret:
            ["Opaque", "kubernetes.io/tls", "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token"].map
            {
                Shape($0, #"{"metadata":{"name":"sample"},"type":"\#($0)"}"#)
            }
        case .claim:
            ["1Gi", "1Ti"].map {
                spec($0, #"{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"\#($0)"}}}"#)
            }
        case .autoscaler: [3, 10_000].map { spec("up to \($0)", #"{"minReplicas":1,"maxReplicas":\#($0)}"#) }
        case .role: roles
        case .roleBinding: bindings
        case .namespace: [.plain]
        case .node: [spec("cordon", #"{"unschedulable":true}"#)]
        case .persistentVolume: volumes
        case .storageClass: classes
        case .customResourceDefinition: definitions
        }
    }

    private var services: [Shape] {
        let ports = #""ports":[{"port":80}]"#
        let types = ServiceType.allCases.map { type in
            let name = type == .externalName ? #","externalName":"example.com""# : ""
            return spec(type.rawValue, #"{"type":"\#(type.rawValue)",\#(ports)\#(name)}"#)
        }
        return types + [spec("external IPs", #"{"type":"ClusterIP",\#(ports),"externalIPs":["192.0.2.1"]}"#)]
    }

    private var hosts: [String] {
        distinct(policies.flatMap { $0.network.ingressDomains }.map { "app.\($0)" } + ["app.example.org"])
    }

    private var roles: [Shape] {
        [("reading pods", "", "pods", "get"), ("everything", "*", "*", "*")].map { label, group, resource, verb in
            let rule = #"{"apiGroups":["\#(group)"],"resources":["\#(resource)"],"verbs":["\#(verb)"]}"#
            return Shape(label, #"{"metadata":{"name":"sample"},"rules":[\#(rule)]}"#)
        }
    }

    private var bindings: [Shape] {
        (Tier.allCases.map { "seal:\($0.name)" } + ["cluster-admin"]).map { role in
            let reference = #"{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"\#(role)"}"#
            let subject = #"{"kind":"ServiceAccount","name":"default"}"#
            return Shape(
                "to \(role)", #"{"metadata":{"name":"sample"},"roleRef":\#(reference),"subjects":[\#(subject)]}"#)
        }
    }

    private var volumes: [Shape] {
        let drivers = distinct(policies.flatMap { $0.storage.drivers } + ["unlisted.example.org"])
        let capacity = #""capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"]"#
        return drivers.map { spec("driver \($0)", #"{\#(capacity),"csi":{"driver":"\#($0)","volumeHandle":"a"}}"#) }
            + [spec("host path", #"{\#(capacity),"hostPath":{"path":"/"}}"#)]
    }

    private var classes: [Shape] {
        let named = policies.flatMap { $0.storage.provisioners + $0.storage.drivers }
        return distinct(named + ["unlisted.example.org"]).map {
            Shape("provisioner \($0)", #"{"metadata":{"name":"sample"},"provisioner":"\#($0)"}"#)
        }
    }

    private var definitions: [Shape] {
        distinct(policies.flatMap(\.resourceGroups) + ["unlisted.example.org"]).map { group in
            let names = #""names":{"plural":"samples","singular":"sample","kind":"Sample","listKind":"SampleList"}"#
            let version = #""versions":[{"name":"v1","served":true,"storage":true}]"#
            return Shape(
                "group \(group)",
                #"{"metadata":{"name":"samples.\#(group)"},"spec":{"group":"\#(group)","scope":"Namespaced",\#(names),\#(version)}}"#
            )
        }
    }

    private func spec(_ label: String, _ spec: String) -> Shape {
        Shape(label, #"{"metadata":{"name":"sample"},"spec":\#(spec)}"#)
    }

    /// Each once, in the order in which it was first named.
    private func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
