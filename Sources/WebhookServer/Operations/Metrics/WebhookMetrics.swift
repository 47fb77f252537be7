// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Operations
public import SealAuthN
public import StakeRBAC
public import Telemetry

/// Every metric that the webhook server counts itself, in one place; docs/operations.md explains them to people.
///
/// Names begin with `k3s_daas_`. Families that every request touches have a shard per loop. What the HTTP engine
/// counts comes from ``EngineMetrics``.
public struct WebhookMetrics: Sendable {
    /// TokenReviews answered.
    public let tokenReviews: Counters<Labels<ReviewVersion, TokenReviewResult>>
    /// Tokens of ours that were refused, and why.
    public let tokenRefusals: Counters<TokenRefusal>
    /// AdmissionReviews answered.
    public let admissions: Counters<Labels<Labels<AdmissionOperation, AdmissionResult>, DryRun>>
    /// Rules that requests broke.
    public let findings: Counters<Labels<Rule, Enforcement>>
    /// SubjectAccessReviews answered.
    public let accessReviews: Counters<Labels<ReviewVersion, AccessReviewResult>>
    /// How long answers took, from a request's first byte.
    public let duration: Histograms<ReviewKind>
    /// Reviews that wait for their answer.
    public let inFlight: InFlight<ReviewKind>
    /// Reloads tried.
    public let reloads: Counters<Labels<Reloadable, ReloadResult>>
    /// Policies read.
    public let policyReloads: Counters<PolicyReload>
    /// Lines said, by level; hand it to the ``Log``.
    public let logLines: Counters<Log.Level>

    private let lastReload: Gauges<Reloadable>
    let registry: Registry
    private let shards: Int

    /// Registers the families; `shards` is the number of loops.
    public init(in registry: Registry, shards: Int = 1) {
        self.registry = registry
        self.shards = shards
        tokenReviews = registry.register(
            Counters(
                "k3s_daas_tokenreview_requests_total", "TokenReviews answered, by API version and result.",
                labels: ["version", "result"], shards: shards))
        tokenRefusals = registry.register(
            Counters(
                "k3s_daas_tokenreview_denials_total", "Seal tokens refused, by reason.", labels: ["reason"],
                shards: shards))
        admissions = registry.register(
            Counters(
                "k3s_daas_admission_requests_total", "AdmissionReviews answered, by operation, result and dry run.",
                labels: ["operation", "result", "dry_run"], shards: shards))
        findings = registry.register(
            Counters(
                "k3s_daas_policy_findings_total", "Rules that requests broke, by rule and by what became of it.",
                labels: ["rule", "enforcement"], shards: shards))
        accessReviews = registry.register(
            Counters(
                "k3s_daas_sar_requests_total", "SubjectAccessReviews answered, by API version and result.",
                labels: ["version", "result"], shards: shards))
        duration = registry.register(
            Histograms(
                "k3s_daas_review_duration_seconds", "Time from a review's first byte to its answer, by kind.",
                labels: ["kind"], shards: shards))
        inFlight = registry.register(
            InFlight(
                "k3s_daas_reviews_in_flight", "Reviews that wait for their answer, by kind.", labels: ["kind"],
                shards: shards))
        reloads = registry.register(
            Counters(
                "k3s_daas_reloads_total", "Reloads of what may change while running, by what and result.",
                labels: ["what", "result"]))
        lastReload = registry.register(
            Gauges(
                "k3s_daas_last_successful_reload_timestamp_seconds",
                "When what may change was last read without fault, since 1970; 0 if never.", labels: ["what"]))
        policyReloads = registry.register(
            Counters(
                "k3s_daas_policy_reloads_total",
                "Policies read: ok came into force, refused left the one before it in force.", labels: ["result"]))
        logLines = registry.register(
            Counters("k3s_daas_log_lines_total", "Log lines said, by level.", labels: ["level"]))
    }

    /// Counts a reload, and remembers when it succeeded.
    public func reloaded(_ what: Reloadable, _ result: ReloadResult, at time: WallTime) {
        reloads.add(to: Labels(what, result))
        if result == .success { lastReload.set(time.seconds, for: what) }
    }

    /// Registers the family of bodies that could not be read, by the codecs' own error codes.
    public func malformedReviews<Code: MetricLabel>(by: Code.Type = Code.self) -> Counters<Labels<ReviewKind, Code>> {
        registry.register(
            Counters(
                "k3s_daas_malformed_reviews_total", "Reviews that could not be read, by kind and error code.",
                labels: ["kind", "code"], shards: shards))
    }

    /// Registers `build_info`.
    public func describe(_ build: BuildInfo) {
        let family = Family(
            .gauge, "k3s_daas_build_info", "Which build this is; always 1.",
            labels: ["version", "commit", "swift", "openssl", "platform"])
        let labels = [build.version, build.gitCommit, build.swift, build.openssl, build.platform]
        registry.register(Observed(family) { [.init(.count(1), labels: labels)] })
    }

    /// Registers what becomes of log and audit lines; names are `log` and `audit`.
    public func watch(sinks: [(name: String, sink: LineSink)]) {
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_lines_dropped_total",
                    "Lines not taken because too many waited or the stream was closed, by stream.", labels: ["stream"])
            ) { sinks.map { .init(.count($0.sink.statistics.dropped), labels: [$0.name]) } })
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_lines_lost_total", "Lines taken that could not be written whole, by stream.",
                    labels: ["stream"])
            ) { sinks.map { .init(.count($0.sink.statistics.lost), labels: [$0.name]) } })
        registry.register(
            Observed(
                Family(
                    .counter, "k3s_daas_line_write_failures_total", "Failed writes and reopenings, by stream.",
                    labels: ["stream"])
            ) { sinks.map { .init(.count($0.sink.statistics.failures), labels: [$0.name]) } })
    }
}
