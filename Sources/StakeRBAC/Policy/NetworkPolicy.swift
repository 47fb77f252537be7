// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// What reaches pods from outside.
public struct NetworkPolicy: Sendable, Equatable {
    /// The types of Service that each tier may make.
    public var serviceTypes = TierTable<[ServiceType]> { $0 < .admin ? [.clusterIP] : ServiceType.allCases }
    /// The domains under which a developer's Ingress may have hosts; empty for all.
    public var ingressDomains: [String] = []

    /// The defaults.
    public init() {}
}

/// What a Service can be.
public enum ServiceType: String, Sendable, CaseIterable {
    case clusterIP = "ClusterIP"
    case nodePort = "NodePort"
    case loadBalancer = "LoadBalancer"
    case externalName = "ExternalName"
}
