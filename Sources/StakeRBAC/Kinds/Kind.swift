// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// What the engine knows of one kind of resource.
public struct Kind: Sendable, Equatable {
    /// Whether its objects are in namespaces.
    public var isNamespaced: Bool
    /// Who may write it at all.
    public var writers: Writers
    /// What is looked at inside its objects.
    public var content: Content
    /// Whether reading it is reading secrets.
    public var isSecret: Bool

    /// Who may write a kind.
    public enum Writers: Sendable, Equatable {
        /// This tier and those above.
        case from(Tier)
        /// Nobody, but for a super tier that the policy has made a cluster's administrator.
        case nobody
    }

    /// What is looked at inside an object; closed.
    public enum Content: Sendable, Equatable {
        case nothing
        case pod
        /// A pod's template under this path, and what multiplies it.
        case podTemplate(PodTemplate)
        case service, ingress, secret, claim, autoscaler
        case role, roleBinding
        case namespace, node, persistentVolume, storageClass, customResourceDefinition
    }

    /// States a kind.
    public init(
        isNamespaced: Bool = true, writers: Writers, content: Content = .nothing, isSecret: Bool = false
    ) {
        self.isNamespaced = isNamespaced
        self.writers = writers
        self.content = content
        self.isSecret = isSecret
    }
}

/// Where a workload keeps its pods' template, and how many pods it makes.
public struct PodTemplate: Sendable, Equatable {
    /// The members on the way to the template, from the object.
    public var path: [String]
    /// The members on the way to the number of pods; `nil` where it is not said, as for a DaemonSet.
    public var count: [String]?

    /// States a place.
    public init(path: [String], count: [String]?) {
        self.path = path
        self.count = count
    }
}
