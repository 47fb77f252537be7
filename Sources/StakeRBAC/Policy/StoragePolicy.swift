// SPDX-License-Identifier: Apache-2.0

/// What volumes may be made of below the super tier.
public struct StoragePolicy: Sendable, Equatable {
    /// The CSI drivers that a PersistentVolume may name, and a StorageClass provision by.
    public var drivers: [String] = []
    /// Provisioners beside them that a StorageClass may name, without parameters that choose a path.
    public var provisioners = ["rancher.io/local-path"]

    /// The defaults.
    public init() {}
}
