// SPDX-License-Identifier: Apache-2.0

/// Objects by chance: usual ones, hostile ones, and such as are no objects of their kind at all.
struct RandomObject {
    private static let metadata = [
        #"{"name":"thing"}"#, #"{"name":"thing"}"#, #"{"name":"thing","labels":{"app":"web"}}"#,
        #"{"name":"thing","labels":{"k3s-daas.io/managed":"true"}}"#, #"{"generateName":"seal-"}"#,
        #"{"name":"kube-system","labels":{"pod-security.kubernetes.io/enforce":"privileged"}}"#,
        #"{"name":"thing","annotations":{"nginx.ingress.kubernetes.io/server-snippet":"x"}}"#,
        #"{"name":"thing","labels":{"rbac.authorization.k8s.io/aggregate-to-admin":"true"}}"#,
        #"{"name":"thing","labels":null}"#, #"{"name":"thing","labels":["a"]}"#, "null", "[]",
    ]

    private static let containers = [
        #""name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}"#,
        #""name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}"#,
        #""name":"c","image":"i""#, #""name":"c","securityContext":{"privileged":true}"#,
        #""name":"c","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}"#,
        #""name":"c","ports":[{"containerPort":80,"hostPort":80}]"#, #""name":"c","securityContext":7"#,
        #""name":"c","resources":{"requests":{"cpu":"100","memory":"1Ti"}}"#,
        #""name":"c","resources":{"limits":{"cpu":"1","memory":"1Gi"}}"#,
        #""name":"c","resources":{"limits":{"cpu":"one"}}"#,
    ]

    private static let podFields = [
        #""securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}"#,
        #""securityContext":{"runAsUser":0}"#, #""hostNetwork":true"#, #""hostPID":true"#, #""nodeName":"n1""#,
        #""volumes":[{"name":"v","hostPath":{"path":"/"}}]"#, #""volumes":[{"name":"v","emptyDir":{}}]"#,
        #""volumes":[{"name":"v","csi":{"driver":"csi.example.com"}}]"#,
        #""volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"audience":"vault","path":"t"}}]}}]"#,
        #""tolerations":[{"operator":"Exists"}]"#, #""tolerations":[{"key":"k3s-daas.io/worker"}]"#,
        #""priorityClassName":"system-node-critical""#, #""schedulerName":"mine""#, #""volumes":{}"#,
    ]

    private static let specs: [String: [String]] = [
        "services": [
            #"{"type":"ClusterIP"}"#, #"{"type":"NodePort"}"#, #"{"type":"LoadBalancer"}"#, #"{"type":"Other"}"#,
            #"{"type":"ExternalName","externalName":"a.example.com"}"#, #"{"externalIPs":["10.0.0.1"]}"#, "{}",
        ],
        "ingresses": [
            #"{"rules":[{"host":"a.example.com"}]}"#, #"{"rules":[{"host":"*.example.com"}]}"#, #"{"rules":[{}]}"#,
            #"{"defaultBackend":{}}"#,
        ],
        "persistentvolumeclaims": [
            #"{"resources":{"requests":{"storage":"1Gi"}}}"#, #"{"resources":{"requests":{"storage":"1Pi"}}}"#,
            #"{"resources":{"requests":{"storage":true}}}"#,
        ],
        "horizontalpodautoscalers": [#"{"maxReplicas":2}"#, #"{"maxReplicas":100000}"#, #"{"maxReplicas":"2"}"#],
        "persistentvolumes": [
            #"{"csi":{"driver":"csi.example.com","volumeHandle":"v"}}"#, #"{"hostPath":{"path":"/"}}"#,
            #"{"csi":{"driver":"other"}}"#, #"{"local":{"path":"/"}}"#,
        ],
        "customresourcedefinitions": [
            #"{"group":"demo.example.com"}"#, #"{"group":"helm.cattle.io"}"#,
            #"{"group":"demo.example.com","conversion":{"strategy":"Webhook","webhook":{}}}"#,
        ],
        "nodes": [#"{"unschedulable":true}"#, #"{"unschedulable":false}"#, #"{"taints":[]}"#],
    ]

    private static let whole: [String: [String]] = [
        "secrets": [
            #""type":"Opaque""#, #""type":"kubernetes.io/service-account-token""#,
            #""type":"bootstrap.kubernetes.io/token""#, #""data":{"a":"Yg=="}"#,
        ],
        "roles": rules, "clusterroles": rules,
        "rolebindings": [
            binding("seal:viewer", #"{"kind":"ServiceAccount","name":"a"}"#),
            binding("seal:super", #"{"kind":"ServiceAccount","name":"a"}"#),
            binding("cluster-admin", #"{"kind":"ServiceAccount","name":"a"}"#),
            binding("seal:viewer", #"{"kind":"User","name":"mallory"}"#),
            binding("seal:developer", #"{"kind":"ServiceAccount","name":"a","namespace":"kube-system"}"#),
            binding("seal:developer", #"{"kind":"ServiceAccount","name":"a","namespace":"default"}"#),
        ],
        "storageclasses": [
            #""provisioner":"csi.example.com""#, #""provisioner":"rancher.io/local-path""#, #""provisioner":"other""#,
            #""provisioner":"rancher.io/local-path","parameters":{"nodePath":"/etc"}"#,
        ],
    ]

    private static let rules = [
        #""rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"#,
        #""rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]"#,
        #""rules":[{"apiGroups":[""],"resources":["users"],"verbs":["impersonate"]}]"#,
        #""aggregationRule":{},"rules":[]"#, #""rules":{}"#,
    ]

    private static func binding(_ role: String, _ subject: String) -> String {
        #""roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"\#(role)"},"subjects":[\#(subject)]"#
    }

    /// An object of a kind.
    static func make(_ resource: String, _ part: String, _ dice: inout Dice) -> String {
        var members = [#""metadata":\#(dice.pick(metadata))"#]
        if part == "scale" {
            members.append(#""spec":{"replicas":\#(dice.pick(["1", "2", "100000", "-1", "\"1\"", "null"]))}"#)
        } else if let whole = whole[resource] {
            members.append(dice.pick(whole))
        } else {
            members.append(#""spec":\#(spec(resource, &dice))"#)
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func spec(_ resource: String, _ dice: inout Dice) -> String {
        guard !dice.oneIn(16) else { return dice.pick(["null", "[]", "7", "{}"]) }
        switch resource {
        case "pods": return pod(&dice)
        case "deployments", "replicasets", "statefulsets", "daemonsets", "replicationcontrollers", "jobs":
            let count = dice.pick(["replicas", "parallelism"])
            return #"{"\#(count)":\#(dice.pick(["1", "2", "100000", "null"])),"template":{"spec":\#(pod(&dice))}}"#
        case "cronjobs": return #"{"jobTemplate":{"spec":{"template":{"spec":\#(pod(&dice))}}}}"#
        default: return dice.pick(specs[resource] ?? ["{}"])
        }
    }

    private static func pod(_ dice: inout Dice) -> String {
        var fields = [podFields[0]]
        if dice.oneIn(2) {
            fields = dice.oneIn(2) ? [dice.pick(podFields)] : fields + [dice.pick(podFields.dropFirst(2))]
        }
        let list = dice.oneIn(8) ? "initContainers" : "containers"
        fields.append(#""\#(list)":[{\#(dice.pick(containers))}]"#)
        return "{\(fields.joined(separator: ","))}"
    }
}
