// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
internal import Configuration
internal import KubeClient
internal import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// Puts together what keeps the home namespaces.
enum NamespaceParts {
    /// Reads the policy for the first time.
    static func policy(
        _ configured: ControllerConfiguration.Namespaces, _ log: Log
    ) throws(StartFailure) -> HomePolicy {
        do throws(ConfigurationError) { return try HomePolicy(path: configured.policyFile, log: log) } catch {
            throw StartFailure(error)
        }
    }

    /// What keeps them, by the policy.
    static func keeper(
        _ configured: ControllerConfiguration.Namespaces, _ policy: HomePolicy, _ configuration: ChainConfiguration,
        _ chain: ChainLedger, _ client: KubeClient, isLeading: @escaping @Sendable () -> Bool, _ registry: Registry,
        _ log: Log,
        _ acts: OpenActs
    ) throws(StartFailure) -> NamespaceKeeper {
        var settings = NamespaceSettings()
        settings.grace = configured.grace
        settings.deleteAfter = configured.deleteAfter
        settings.resync = configured.resync
        settings.concurrency = configured.concurrency
        settings.rate = configured.rate
        settings.guardPercent = configured.guardPercent
        settings.guardLeast = configured.guardLeast
        settings.maximumAge = configuration.maxAge
        settings.confirmsStops = configuration.confirmations > 1
        let questions = ClusterQuestions(configuration.ids, types: configuration.cluster.types[0])
        let doors = NamespaceKeeper.Doors(
            door: client, feed: WatchedHomes(client, log: log),
            confirmation: PoolConfirmation(
                word: ChainWord(
                    chain.nodes, agreement: configuration.confirmations, maximumAge: configuration.maxAge),
                questions: questions),
            tables: chain.follower.tables, mark: { chain.follower.mark }, isLeading: isLeading,
            policy: { policy.changed() }, floors: TierFloors { configuration.thresholds[$0] ?? 0 })
        return NamespaceKeeper(
            settings, policy.first, doors, metrics: NamespaceMetrics(in: registry), log: log, acts: acts)
    }
}
