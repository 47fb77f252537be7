// SPDX-License-Identifier: Apache-2.0

extension KubeCall {
    /// Reads one object.
    public static func get(_ resource: KubeResource, _ name: String, in namespace: String? = nil) -> KubeCall {
        KubeCall(.get, resource, name, in: namespace)
    }

    /// Asks which kinds of objects there are in a version of a group; the core group is the empty one.
    public static func kinds(of group: String, version: String) -> KubeCall {
        KubeCall(
            .discover, KubeResource(group: group, version: version, plural: "", isNamespaced: false), nil, in: nil)
    }

    /// Asks which versions a group has; the core group has `v1` alone, and is not asked for.
    public static func versions(of group: String) -> KubeCall {
        KubeCall(.discover, KubeResource(group: group, version: "", plural: "", isNamespaced: false), nil, in: nil)
    }

    /// Lists objects, of one namespace or of all; with a limit, a part of them and where the next begins.
    public static func list(
        _ resource: KubeResource, in namespace: String? = nil, labels: [KubeLabelTerm] = [],
        fields: [KubeFieldTerm] = [], limit: Int? = nil, continue continuation: String? = nil
    ) -> KubeCall {
        var call = KubeCall(.list, resource, nil, in: namespace)
        call.labels = labels
        call.fields = fields
        call.limit = limit
        call.continuation = continuation
        return call
    }
}
