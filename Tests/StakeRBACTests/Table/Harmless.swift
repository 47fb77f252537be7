// SPDX-License-Identifier: Apache-2.0

/// Objects that no rule about contents has anything against, so that a table is about kinds and places alone.
enum Harmless {
    private static let podSpec =
        #"{"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"c","#
        + #""image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}"#
    private static let template = #"{"metadata":{},"spec":\#(podSpec)}"#
    private static let workload = #"{"metadata":{"name":"thing"},"spec":{"replicas":1,"template":\#(template)}}"#

    static func object(_ group: String, _ resource: String, _ part: String, _ operation: Asked.Operation) -> String {
        switch part {
        case "": object(group, resource)
        case "scale": #"{"metadata":{"name":"thing"},"spec":{"replicas":1}}"#
        case "ephemeralcontainers", "resize", "status": object(group, resource)
        default: #"{"metadata":{"name":"thing"}}"#
        }
    }

    private static func object(_ group: String, _ resource: String) -> String {
        switch resource {
        case "pods": #"{"metadata":{"name":"thing"},"spec":\#(podSpec)}"#
        case "deployments", "replicasets", "statefulsets", "daemonsets", "replicationcontrollers": workload
        case "jobs": #"{"metadata":{"name":"thing"},"spec":{"parallelism":1,"template":\#(template)}}"#
        case "cronjobs":
            #"{"metadata":{"name":"thing"},"spec":{"jobTemplate":{"spec":{"parallelism":1,"template":\#(template)}}}}"#
        case "podtemplates": #"{"metadata":{"name":"thing"},"template":\#(template)}"#
        case "services": #"{"metadata":{"name":"thing"},"spec":{"type":"ClusterIP","ports":[{"port":80}]}}"#
        case "ingresses": #"{"metadata":{"name":"thing"},"spec":{"rules":[{"host":"a.example.com"}]}}"#
        case "secrets": #"{"metadata":{"name":"thing"},"type":"Opaque","data":{"a":"Yg=="}}"#
        case "persistentvolumeclaims":
            #"{"metadata":{"name":"thing"},"spec":{"resources":{"requests":{"storage":"1Gi"}}}}"#
        case "horizontalpodautoscalers": #"{"metadata":{"name":"thing"},"spec":{"minReplicas":1,"maxReplicas":2}}"#
        case "roles", "clusterroles":
            #"{"metadata":{"name":"thing"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"#
        case "rolebindings":
            #"{"metadata":{"name":"thing"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","#
                + #""name":"seal:viewer"},"subjects":[{"kind":"ServiceAccount","name":"default"}]}"#
        case "persistentvolumes":
            #"{"metadata":{"name":"thing"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"#
                + #""csi":{"driver":"csi.example.com","volumeHandle":"v"}}}"#
        case "storageclasses": #"{"metadata":{"name":"thing"},"provisioner":"csi.example.com"}"#
        case "customresourcedefinitions":
            #"{"metadata":{"name":"things.demo.example.com"},"spec":{"group":"demo.example.com","scope":"Namespaced"}}"#
        case "nodes": #"{"metadata":{"name":"thing"},"spec":{"unschedulable":true}}"#
        default: #"{"metadata":{"name":"thing"}}"#
        }
    }
}
