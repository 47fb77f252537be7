// SPDX-License-Identifier: Apache-2.0

extension KubeCall {
    /// Reads one object.
    public static func get(_ resource: KubeResource, _ name: String, in namespace: String? = nil) -> KubeCall {
        KubeCall(.get, resource, name, in: namespace)
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
