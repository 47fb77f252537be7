// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
internal import Configuration
internal import HTTPClient
internal import Kernel
internal import KubeClient
internal import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// What carries requests out: a keeper, and a way to the apiserver of its own.
///
/// Strangers decide how much there is to do here: it must not stand before what is done about machines whose stake is lost.
struct RequestParts: Sendable {
    let keeper: RequestKeeper
    private let client: KubeClient
    private let source: WebManifests

    /// Asks the apiserver by `access` and the chain by the operator's account.
    init(
        _ configured: ControllerConfiguration.Requests, _ chain: ChainLedger, _ cluster: ChainConfiguration,
        _ wallet: OperatorWallet, _ calls: PatientCalls, floors: @escaping @Sendable () -> TierFloors,
        access: KubeConfiguration, isLeading: @escaping @Sendable () -> Bool, registry: Registry, acts: OpenActs,
        log: Log
    ) throws(StartFailure) {
        do throws(KubeError) { client = try KubeClient(access) } catch {
            throw StartFailure(code: .configuration, message: "the apiserver cannot be asked: \(error.description)")
        }
        do throws(ClientError) {
            source = try WebManifests(
                authorities: configured.authorityFile, allowsPrivateAddresses: configured.allowsPrivateAddresses)
        } catch { throw StartFailure(code: .software, message: "no documents can be fetched: \(error.description)") }
        var settings = RequestSettings()
        settings.concurrency = configured.concurrency
        let ledger = ChainRequests(
            wallet, calls, chain.nodes, ids: cluster.ids, types: cluster.cluster.types[0],
            maximumAge: settings.maximumAge)
        let hosts: ManifestAddress.Hosts =
            configured.allowedHosts.contains("*") ? .all : .only(Set(configured.allowedHosts))
        keeper = RequestKeeper(
            settings, door: client, source: source, hosts: hosts, mark: RequestMark(scheduler: cluster.ids.scheduler),
            ledger: ledger, nodes: WatchedReadyNodes(client),
            sight: RequestSight(
                tables: chain.follower.tables, mark: { chain.follower.mark }, maximumAge: settings.maximumAge,
                floors: floors),
            isLeading: isLeading, report: RequestReport(metrics: RequestMetrics(in: registry), log: log),
            acts: acts)
    }

    /// Lets go of the ways to the apiserver and to others, once nothing is waited for any more.
    func close() {
        client.close()
        source.close()
    }
}
