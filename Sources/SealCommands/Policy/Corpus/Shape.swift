// SPDX-License-Identifier: Apache-2.0

/// An object to ask with: what is special about it, and the object as JSON.
struct Shape: Sendable {
    /// For people; empty where there is nothing special.
    let label: String
    let json: [UInt8]

    init(_ label: String, _ json: String) {
        self.label = label
        self.json = Array(json.utf8)
    }

    /// An object of which nothing is looked at.
    static let plain = Shape("", #"{"metadata":{"name":"sample"}}"#)

    /// What an update finds there, unlike anything that is asked for.
    static let old = Shape("", #"{"metadata":{"name":"sample"},"spec":{}}"#)
}

/// Pods, from what anybody may run to what takes a machine over.
enum PodShapes {
    private static let resources =
        #""resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"100m","memory":"64Mi"}}"#
    private static let image = #""name":"main","image":"registry.example/app:1""#

    /// Keeps the level `restricted`.
    static let restricted = #"""
        {"automountServiceAccountToken":false,"securityContext":{"runAsNonRoot":true,
        "seccompProfile":{"type":"RuntimeDefault"}},"containers":[{\#(image),\#(resources),
        "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
        """#
    /// Keeps the level `baseline`.
    static let baseline = #"{"containers":[{\#(image),\#(resources)}]}"#
    /// Keeps none.
    static let privileged = #"{"containers":[{\#(image),\#(resources),"securityContext":{"privileged":true}}]}"#
    static let hostNetwork = #"{"hostNetwork":true,"containers":[{\#(image),\#(resources)}]}"#
    static let hostPath = #"""
        {"containers":[{\#(image),\#(resources)}],"volumes":[{"name":"root","hostPath":{"path":"/"}}]}
        """#

    /// All of them, by what is special about each.
    static let all = [
        ("restricted", restricted), ("baseline", baseline), ("privileged", privileged), ("host network", hostNetwork),
        ("host path", hostPath),
    ]

    /// A pod of its own.
    static func pod(_ spec: String) -> String { #"{"metadata":{"name":"sample"},"spec":\#(spec)}"# }

    /// A workload with pods of this sort: their template under `path`, their number under `count`.
    static func workload(_ spec: String, path: [String], count: [String]?) -> String {
        let template = #"{"metadata":{"labels":{"app":"sample"}},"spec":\#(spec)}"#
        guard let count, count.count == path.count, count.dropLast() == path.dropLast(), let number = count.last else {
            return #"{"metadata":{"name":"sample"},\#(nested(path, template))}"#
        }
        let last = path.last ?? "template"
        let body = #""\#(number)":1,"\#(last)":\#(template)"#
        let outer = path.dropLast().reversed().reduce(body) { inner, name in #""\#(name)":{\#(inner)}"# }
        return #"{"metadata":{"name":"sample"},\#(outer)}"#
    }

    private static func nested(_ path: [String], _ value: String) -> String {
        guard let last = path.last else { return #""spec":{}"# }
        return path.dropLast().reversed().reduce(#""\#(last)":\#(value)"#) { inner, name in #""\#(name)":{\#(inner)}"# }
    }
}
