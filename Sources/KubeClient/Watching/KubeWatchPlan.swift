// SPDX-License-Identifier: Apache-2.0

/// What is watched.
public struct KubeWatchPlan: Sendable {
    /// What kind of objects.
    public var resource: KubeResource
    /// In which namespace; `nil` for all, or for a kind that has none.
    public var namespace: String?
    /// Which of them, by labels.
    public var labels: [KubeLabelTerm]
    /// Which of them, by fields.
    public var fields: [KubeFieldTerm]
    /// How many objects are asked for at once, when they are listed.
    public var pageSize = 500

    /// Says what is watched.
    public init(
        _ resource: KubeResource, in namespace: String? = nil, labels: [KubeLabelTerm] = [],
        fields: [KubeFieldTerm] = []
    ) {
        self.resource = resource
        self.namespace = namespace
        self.labels = labels
        self.fields = fields
    }

    /// The call that lists a part of them.
    func list(limit: Int, continue continuation: String?) -> KubeCall {
        .list(resource, in: namespace, labels: labels, fields: fields, limit: limit, continue: continuation)
    }

    /// What is asked of a watch beside what is asked of a list.
    static func query(from version: String, seconds: Int) -> [(name: String, value: String)] {
        [
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version),
            ("timeoutSeconds", "\(seconds)"),
        ]
    }
}
