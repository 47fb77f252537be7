// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// What pods may be.
public struct PodPolicy: Sendable, Equatable {
    /// The level of the Pod Security Standards that each tier's pods must keep.
    public var security = TierTable<PodSecurityLevel> { tier in
        switch tier {
        case .viewer, .developer: .restricted
        case .admin: .baseline
        case .super: .privileged
        }
    }
    /// The drivers of volumes that are made with a pod and may be named in it below the super tier.
    public var inlineDrivers: [String] = []
    /// The audiences that a projected token may be for below the super tier, beside the apiserver's own.
    public var tokenAudiences: [String] = []
    /// The priority classes that may be named below the super tier.
    public var priorityClasses: [String] = []

    /// The defaults.
    public init() {}
}
