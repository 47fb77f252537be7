// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Who may write what, and where: every cell of the table, as the documentation has it.
struct WriteTableTests {
    /// Whatever a developer makes: own namespaces, then all but the system's, then all.
    static let developers = [
        "pods", "services", "configmaps", "secrets", "serviceaccounts", "persistentvolumeclaims", "events",
        "events.events.k8s.io", "leases.coordination.k8s.io", "poddisruptionbudgets.policy",
        "horizontalpodautoscalers.autoscaling", "deployments.apps", "replicasets.apps", "statefulsets.apps",
        "daemonsets.apps", "replicationcontrollers", "jobs.batch", "cronjobs.batch", "ingresses.networking.k8s.io",
        "networkpolicies.networking.k8s.io", "pods/ephemeralcontainers", "pods/resize", "pods/eviction",
        "deployments.apps/scale", "replicasets.apps/scale", "statefulsets.apps/scale", "replicationcontrollers/scale",
    ].map { Row($0, "", "HG", "HGNO", "HGNOPKDC") }

    /// What steers others' traffic, limits or history.
    static let admins = [
        "endpoints", "controllerrevisions.apps",
        "leasecandidates.coordination.k8s.io", "resourceclaims.resource.k8s.io",
        "resourceclaimtemplates.resource.k8s.io", "podtemplates", "localsubjectaccessreviews.authorization.k8s.io",
    ].map { Row($0, "", "", "HGNO", "HGNOPKDC") }

    /// What is the system's to say, what k3s carries out as the cluster's administrator, and parts that controllers write.
    static let supers =
        [
            "bindings", "csistoragecapacities.storage.k8s.io", "pods.metrics.k8s.io", "helmcharts.helm.cattle.io",
            "helmchartconfigs.helm.cattle.io", "addons.k3s.cattle.io", "etcdsnapshotfiles.k3s.cattle.io",
            "pods/status", "pods/binding", "pods/nonsense", "deployments.apps/status", "services/status",
            "persistentvolumeclaims/status", "configmaps/scale/more", "deployments.apps/eviction",
            "configmaps/ephemeralcontainers", "services/exec", "pods/log", "pods/finalize",
        ].map { Row($0, "", "", "", "HGNOPKDC") }
        + [
            .unknown("widgets.demo.example.com", "", "", "", "HGNOPKDC"),
            .unknown("deployments.extensions", "", "", "", "HGNOPKDC"),
            .unknown("pods.apps", "", "", "", "HGNOPKDC"),
            .unknown("Pods", "", "", "", "HGNOPKDC"),
            .unknown("ingressroutes.traefik.io", "", "", "", "HGNOPKDC"),
        ]

    /// What would outlive a stake, or be worth more than any; a token is one, whatever it may be of.
    static let nobodys =
        [
            "podcertificaterequests.certificates.k8s.io", "podcertificaterequests.certificates.k8s.io/status",
        ].map { Row($0, "", "", "", "") } + [Row("secrets/token", "", "", "", "HG")]

    /// In `default` slices may be those of the apiserver itself.
    static let slices = [Row("endpointslices.discovery.k8s.io", "", "", "HGN", "HGNOPKDC")]

    @Test(arguments: developers + admins + slices + supers + nobodys)
    func `a namespaced kind is written by whom the table says`(_ row: Row) throws {
        for operation in [Asked.Operation.create, .update, .delete] {
            let admitted = try row.admitted(operation)
            #expect(admitted == row.written, "\(operation)")
        }
        for verb in ["create", "update", "patch", "delete", "deletecollection"] {
            let permitted = try row.permitted(verb)
            #expect(permitted == row.written, "\(verb)")
        }
    }

    /// What belongs to the cluster; of Nodes and Namespaces below.
    static let clusters =
        [
            "persistentvolumes", "storageclasses.storage.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
        ].map { Row($0, "", "", "C", "C") }
        + [
            "clusterroles.rbac.authorization.k8s.io", "ingressclasses.networking.k8s.io",
            "ipaddresses.networking.k8s.io", "servicecidrs.networking.k8s.io", "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "volumeattributesclasses.storage.k8s.io",
            "priorityclasses.scheduling.k8s.io", "runtimeclasses.node.k8s.io", "apiservices.apiregistration.k8s.io",
            "flowschemas.flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
            "deviceclasses.resource.k8s.io", "resourceslices.resource.k8s.io", "devicetaintrules.resource.k8s.io",
            "storageversions.internal.apiserver.k8s.io", "storageversionmigrations.storagemigration.k8s.io",
            "subjectaccessreviews.authorization.k8s.io", "tokenreviews.authentication.k8s.io", "componentstatuses",
            "nodes.metrics.k8s.io", "persistentvolumes/status", "customresourcedefinitions.apiextensions.k8s.io/status",
        ].map { Row($0, "", "", "", "C") }
        + [
            "clusterrolebindings.rbac.authorization.k8s.io", "certificatesigningrequests.certificates.k8s.io",
            "certificatesigningrequests.certificates.k8s.io/approval",
            "certificatesigningrequests.certificates.k8s.io/status", "clustertrustbundles.certificates.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingadmissionpolicies.admissionregistration.k8s.io",
            "validatingadmissionpolicies.admissionregistration.k8s.io/status",
            "validatingadmissionpolicybindings.admissionregistration.k8s.io",
            "mutatingadmissionpolicies.admissionregistration.k8s.io",
            "whatevercomesnext.admissionregistration.k8s.io", "nodes/status", "nodes/proxy", "nodes/eviction",
        ].map { Row($0, "", "", "", "") }
        + [.unknown("widgets.example.com", "", "", "", "C"), .unknown("namespaces.example.com", "", "", "", "C")]

    @Test(arguments: clusters) func `what belongs to the cluster is written by whom the table says`(_ row: Row) throws {
        for operation in [Asked.Operation.create, .update, .delete] {
            let admitted = try row.admitted(operation).map { $0.filter { $0 == "C" } }
            #expect(admitted == row.written, "\(operation)")
        }
        for verb in ["create", "update", "patch", "delete", "deletecollection"] {
            let permitted = try row.permitted(verb).map { $0.filter { $0 == "C" } }
            #expect(permitted == row.written, "\(verb)")
        }
    }

    /// Kinds whose rows are below, each with a reason of its own to be there.
    private static let others = [
        "nodes", "namespaces", "rolebindings.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io",
        "resourcequotas", "limitranges", "selfsubjectreviews.authentication.k8s.io",
        "selfsubjectaccessreviews.authorization.k8s.io", "selfsubjectrulesreviews.authorization.k8s.io",
    ]

    @Test func `no kind is known that has no row`() {
        let rows = Self.developers + Self.admins + Self.slices + Self.supers + Self.nobodys + Self.clusters
        let names = Set(rows.filter(\.part.isEmpty).map(\.testDescription) + Self.others)
        let groups = Set(rows.map(\.group))
        for kind in KindTable().all {
            if kind.resource == "*" {
                #expect(groups.contains(kind.group), "\(kind.group)")
            } else {
                let name = kind.resource + (kind.group.isEmpty ? "" : "." + kind.group)
                #expect(names.contains(name), "\(name)")
            }
        }
    }

    @Test func `a node is cordoned from the admin tier on, and otherwise left alone`() throws {
        let nobody = ["", "", "", ""]
        let row = Row("nodes", "", "", "", "")
        for verb in ["create", "delete", "deletecollection"] {
            let permitted = try row.permitted(verb).map { $0.filter { $0 == "C" } }
            #expect(permitted == nobody, "\(verb)")
        }
        for verb in ["update", "patch"] {
            let permitted = try row.permitted(verb).map { $0.filter { $0 == "C" } }
            #expect(permitted == ["", "", "C", "C"], "\(verb)")
        }
        for (operation, cells) in [
            (Asked.Operation.create, nobody), (.delete, nobody), (.update, ["", "", "C", "C"]),
        ] {
            let admitted = try row.admitted(operation).map { $0.filter { $0 == "C" } }
            #expect(admitted == cells, "\(operation)")
        }
    }

    @Test func `questions about oneself are everybody's`() throws {
        for name in [
            "selfsubjectreviews.authentication.k8s.io", "selfsubjectaccessreviews.authorization.k8s.io",
            "selfsubjectrulesreviews.authorization.k8s.io",
        ] {
            let row = Row(name, "C", "C", "C", "C")
            let (admitted, permitted) = try (row.admitted(.create), row.permitted("create"))
            #expect(admitted.map { $0.filter { $0 == "C" } } == row.written)
            #expect(permitted.map { $0.filter { $0 == "C" } } == row.written)
            let part = Row(name + "/nonsense", "", "", "", "C")
            let (admittedPart, permittedPart) = try (part.admitted(.create), part.permitted("create"))
            #expect(admittedPart.map { $0.filter { $0 == "C" } } == part.written)
            #expect(permittedPart.map { $0.filter { $0 == "C" } } == part.written)
        }
    }

    /// The places where it may be done, but for that of no namespace, which such objects always have.
    private func namespaced(_ places: [String]) -> [String] { places.map { $0.filter { $0 != "C" } } }

    /// In the system's namespaces nobody gives anything away, and everything may be taken back by whoever may do all else there.
    @Test func `rights are given where one may write, and never in the system's places`() throws {
        let row = Row("rolebindings.rbac.authorization.k8s.io", "", "HG", "HGNO", "HGNO")
        for operation in [Asked.Operation.create, .update] {
            var bound = row
            if operation == .update {
                // What leaves the binding as it was gives nothing.
                bound.cells.super = "HGNOPKD"
            } else {
                // It names an account of the same place, and one's own alone are given rights.
                bound.cells.admin = "HG"
                bound.cells.super = "HG"
            }
            let admitted = try namespaced(row.admitted(operation))
            #expect(admitted == bound.written, "\(operation)")
        }
        let all = Row("rolebindings.rbac.authorization.k8s.io", "", "HG", "HGNO", "HGNOPKD")
        let removed = try namespaced(row.admitted(.delete))
        #expect(removed == all.written)
        for verb in ["create", "update", "patch", "delete", "deletecollection"] {
            let permitted = try namespaced(row.permitted(verb))
            #expect(permitted == all.written, "\(verb)")
        }
    }

    /// Roles are an admin's; of quotas, those in homes are the controller's.
    @Test func `roles and quotas are written by whom the table says`() throws {
        for (name, admin) in [
            ("roles.rbac.authorization.k8s.io", "HGNO"), ("resourcequotas", "GO"), ("limitranges", "GO"),
        ] {
            let row = Row(name, "", "", admin, "HGNOPKD")
            for operation in [Asked.Operation.create, .update, .delete] {
                let admitted = try namespaced(row.admitted(operation))
                #expect(admitted == row.written, "\(name), \(operation)")
            }
            // There is no object yet, and homes' quotas are told from others by what admission sees.
            let open = Row(name, "", "", "HGNO", "HGNOPKD")
            for verb in ["create", "update", "patch", "delete", "deletecollection"] {
                let permitted = try namespaced(row.permitted(verb))
                #expect(permitted == open.written, "\(name), \(verb)")
            }
        }
    }

    /// A Namespace's review names the object as its own namespace, too.
    @Test func `namespaces are an admin's, but for homes and the system's`() throws {
        let row = Row("namespaces", "", "", "GO", "HGNOPKD")
        for operation in [Asked.Operation.create, .update, .delete] {
            let found = try row.places { tier, place in
                let name = place.namespace
                guard !name.isEmpty else { return false }
                var asked = Asked(operation, "namespaces", in: name, named: name)
                let object = #"{"metadata":{"name":"\#(name)","labels":{"kubernetes.io/metadata.name":"\#(name)"}}}"#
                asked.object = operation == .delete ? nil : object
                asked.old = operation == .create ? nil : object
                return try Place.engine.verdict(asked, by: Asked.staker(tier)).isAllowed
            }
            #expect(found == row.written, "\(operation)")
        }
    }

    /// Whoever moves it cuts all pods off from the apiserver, or answers in its place.
    @Test func `the way to the apiserver is the super tier's`() throws {
        for resource in ["services", "endpoints"] {
            for operation in [Asked.Operation.create, .update, .delete] {
                let named = Asked(operation, resource, in: "default", named: "kubernetes")
                let other = Asked(operation, resource, in: "default", named: "kubernetes2")
                for tier in Tier.allCases {
                    let (way, own) = try (
                        Place.engine.verdict(named, by: Asked.staker(tier)).isAllowed,
                        Place.engine.verdict(other, by: Asked.staker(tier)).isAllowed
                    )
                    #expect(way == (tier == .super))
                    #expect(own == (tier >= .admin))
                }
            }
        }
    }

    /// A token is worth what its account is: only where the account is judged by the same stake, whatever the tier.
    @Test func `tokens of service accounts are made in one's own namespaces alone`() throws {
        let row = Row("serviceaccounts/token", "", "HG", "HG", "HG")
        let admitted = try row.admitted(.create)
        let permitted = try row.permitted("create")
        #expect(admitted == row.written)
        #expect(permitted == row.written)
    }
}
