// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import ClusterChain
internal import Configuration
internal import HTTPClient
internal import Kernel
internal import KubeClient
internal import Operations
internal import SuiLedger
internal import Telemetry

/// What anchors the audit logs, where there is a trail and an account.
struct AnchorParts {
    /// What the folder of anchorings is called, inside the trail's.
    static let folder = "anchors"
    /// How long our own trail may take to be on disk.
    private static let patience = Duration.seconds(30)

    let anchorer: Anchorer
    private let anchors: TrailAnchorLog

    /// Puts it together; starts nothing.
    init(
        _ configured: ControllerConfiguration.Anchoring, _ place: TrailPlace, _ own: OpenTrail,
        _ operation: Operation, store: ConfigMapStore, journal: any ActJournal, registry: Registry, log: Log,
        isLeader: @escaping @Sendable () -> Bool
    ) throws(StartFailure) {
        var settings = AuditTrailSettings(folder: place.folder + "/" + Self.folder, log: place.name + ":anchors")
        settings.segmentBytes = place.segmentBytes
        guard AuditTrailSettings.isLogName(settings.log) else {
            throw StartFailure(
                code: .configuration, message: "audit.name is too long to name the log of anchorings by it")
        }
        var clientSettings = ClientSettings()
        // A head is no secret, and a wrong one is found out by whoever verifies.
        clientSettings.allowsPlaintext = true
        let client: Client
        do throws(ClientError) { client = try Client(clientSettings) } catch {
            throw StartFailure(code: .software, message: "no client can be made: \(error)")
        }
        let anchors = TrailAnchorLog(settings)
        let poll = HeadPoll(client, configured.heads, log: log) { LogHead(log: own.name, head: own.trail.head) }
        let round = AnchorRound(
            store: store, chain: operation.chain, log: anchors, source: poll, restartsAfter: configured.restartsAfter,
            isLeading: isLeader)
        anchorer = Anchorer(
            round, every: configured.interval, journal: journal,
            settled: {
                own.trail.settle(within: Self.patience)
                return LogHead(log: own.name, head: own.trail.head)
            }, metrics: AnchorMetrics(in: registry), log: log)
        self.anchors = anchors
    }

    /// Ends it.
    func stop() {
        anchorer.stop()
        anchors.close()
    }
}
