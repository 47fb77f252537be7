// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// What kind of object a request is about, as it says it: `configmaps`, `deployments.apps`.
struct ResourceName: Hashable, Sendable {
    let plural: String
    /// Empty for the core group.
    let group: String

    /// Reads it; parts of objects, such as `deployments.apps/scale`, are none.
    init(_ text: String) throws(RequestFailure) {
        let dot = text.firstIndex(of: ".")
        let plural = dot.map { text[..<$0] } ?? text[...]
        let group = dot.map { text[text.index(after: $0)...] } ?? ""
        guard KubeName.isLabel(plural), dot == nil || KubeName.isSubdomain(group) else {
            throw RequestFailure(
                .resource, "the resource is none that can be asked for: name it as in deployments.apps")
        }
        self.plural = String(plural)
        self.group = String(group)
    }
}
