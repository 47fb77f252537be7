// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel
public import SuiLedger

/// Who holds which stake: what all threads share that decide about tokens.
///
/// It reads the follower's copy of the chain without waiting for it, and looks up what that does not tell.
public final class IdentityDirectory: Sendable {
    let settings: DirectorySettings
    let tables: ClusterTables
    let checks: CheckLog
    let lookUps: EntryLookUps
    let verified: VerifiedTokens
    let verifications: VerificationBudget
    let clock: @Sendable () -> Moment
    private let currentMark: @Sendable () -> FollowMark

    /// Puts it together; `mark` says how far the copy in `tables` is, `report` hears what an operator should read.
    public init(
        _ settings: DirectorySettings, tables: ClusterTables, mark: @escaping @Sendable () -> FollowMark,
        source: any EntrySource, clock: @escaping @Sendable () -> Moment = { .now },
        report: @escaping @Sendable (DirectoryEvent) -> Void = { _ in }
    ) {
        self.settings = settings
        self.tables = tables
        self.clock = clock
        currentMark = mark
        checks = CheckLog(
            lifetime: settings.staleness.grace.longest + settings.staleness.maximumAge,
            maximumAge: settings.staleness.maximumAge)
        lookUps = EntryLookUps(
            tables, checks, source, settings.lookUps, maximumAge: settings.staleness.maximumAge, mark: mark,
            clock: clock, report: report)
        verified = VerifiedTokens(cluster: settings.cluster, limit: settings.rememberedTokens)
        verifications = VerificationBudget(now: clock().monotonic)
    }

    /// How far the copy is.
    public var mark: FollowMark { currentMark() }

    /// What each tier costs here, in MIST; `nil` while nobody has said.
    public var prices: TierTable<UInt64>? {
        guard let thresholds = mark.thresholds ?? lookUps.learned?.thresholds else { return nil }
        let raised = thresholds.raised(by: settings.floors)
        return TierTable { raised[$0] }
    }

    /// What became of look-ups.
    public var lookUpCounts: LookUpCounts { lookUps.counts }

    /// What became of signed tokens.
    public var tokenCounts: VerifiedTokens.Counts { verified.counts }

    /// How old the copy is; `nil` while there is none.
    public func copyAge(at now: Moment) -> Duration? { mark.age(now: now.monotonic, wall: now.wall) }

    /// What the copy is worth.
    public func copy(at now: Moment) -> StalenessPolicy.Copy { settings.staleness.copy(mark, at: now) }
}
