// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import HTTPClient
internal import Kernel
internal import KubeClient
internal import Operations
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// Puts together who tells of changes of stakes, and who is told.
enum NoticeParts {
    /// Who tells; `namespace` is the controller's own.
    static func keeper(
        _ configured: ControllerConfiguration.Notices, _ chain: ChainLedger, cluster: Address, namespace: String,
        floors: @escaping @Sendable () -> TierFloors, door: any KubeDoor, isLeading: @escaping @Sendable () -> Bool,
        registry: Registry, acts: OpenActs, log: Log
    ) throws(StartFailure) -> NoticeKeeper {
        var receivers: [any NoticeReceiver] = [EventReceiver(door, own: namespace)]
        if !configured.webhooks.isEmpty || !configured.alertmanagers.isEmpty {
            let client = try client(configured)
            for url in configured.webhooks {
                let secret = try secret(configured.secretFile)
                receivers.append(WebhookReceiver(url, secret: secret, cluster: cluster, client: client))
            }
            receivers += configured.alertmanagers.map {
                AlertmanagerReceiver($0, lasting: configured.alertDuration, cluster: cluster, client: client)
            }
        }
        return NoticeKeeper(
            receivers, cluster: cluster, namespace: namespace, door: door, tables: chain.follower.tables,
            mark: { chain.follower.mark }, floors: floors, isLeading: isLeading,
            report: NoticeReport(metrics: NoticeMetrics(in: registry), log: log), acts: acts)
    }

    private static func client(_ configured: ControllerConfiguration.Notices) throws(StartFailure) -> Client {
        var settings = ClientSettings()
        settings.certificateAuthorities = configured.authorityFile
        settings.allowsPlaintext = configured.allowsPlaintext
        do throws(ClientError) { return try Client(settings) } catch {
            throw StartFailure(code: .software, message: "no client can be made: \(error)")
        }
    }

    private static func secret(_ path: String?) throws(StartFailure) -> Secret {
        guard let path else {
            throw StartFailure(code: .configuration, message: "a webhook needs a secret to sign with")
        }
        do throws(NoticeSecret.Failure) { return try NoticeSecret.read(path) } catch {
            throw StartFailure(code: .configuration, message: error.sentence)
        }
    }
}
