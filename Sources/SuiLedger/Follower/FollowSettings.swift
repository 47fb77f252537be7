// SPDX-License-Identifier: Apache-2.0

/// What is followed, and how patiently.
public struct FollowSettings: Sendable {
    /// The package that defined the events' types first.
    public var package: Address
    /// Later versions of it that added types.
    public var laterPackages: [Address]
    /// The cluster, with its tables.
    public var cluster: ClusterCreated
    /// Where the position is saved; `nil` for nowhere, which means that each start lists the tables and begins at the tip.
    public var positionPath: String?
    /// How often it is saved at most, but for the end.
    public var saveInterval = Duration.seconds(5)
    /// How long until lists are asked for again, where there is no stream.
    public var pollInterval = Duration.seconds(1)
    /// How often a node is asked for the time, where its stream does not tell.
    public var probeInterval = Duration.seconds(2)
    /// How long a stream may say nothing.
    public var idleTimeout = Duration.seconds(30)
    /// How long one question may take.
    public var askTimeout = Duration.seconds(10)
    /// How long a node may stay behind what it, or another, has shown before another is taken.
    public var patience = Duration.seconds(20)
    /// The waits between attempts on a node that failed.
    public var backoff = Backoff()

    /// Follows a cluster, with the defaults.
    public init(package: Address, laterPackages: [Address] = [], cluster: ClusterCreated) {
        self.package = package
        self.laterPackages = laterPackages
        self.cluster = cluster
        backoff.longest = .seconds(30)
    }

    /// All packages, each once.
    var packages: [Address] {
        laterPackages.reduce(into: [package]) { packages, next in
            if !packages.contains(next) { packages.append(next) }
        }
    }
}
