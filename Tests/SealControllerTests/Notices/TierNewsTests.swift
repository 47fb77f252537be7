// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// What a page of events is worth telling, where stakes and thresholds change in it.
@Suite struct TierNewsTests {
    private typealias S = NoticeSample
    private static let sui = NoticeSample.sui
    private static let (anna, bert) = (Address(0xA), Address(0xB))
    private static let raised = NoticeSample.thresholds(developer: 3 * NoticeSample.sui)

    /// What is told, in words, after a page that the tables have already.
    private static func words(
        _ events: [FollowedEvent], now thresholds: TierThresholds, floors: TierFloors = TierFloors(),
        accounts: [Address: StakeAccount]
    ) -> [String] {
        let tables = ClusterTables()
        for (owner, account) in accounts { tables.insert(account, of: owner) }
        let news = TierNews(events, thresholds: thresholds, floors: floors, tables: tables, heard: Sample.start)
        #expect(news.counts.values.reduce(0, +) == news.notices.count)
        return news.notices.map { notice in
            guard case .change(let change) = notice else { return notice.name }
            let owner = change.owner == anna ? "anna" : "bert"
            let moved = "\(TierChange.name(change.before))-\(TierChange.name(change.after))"
            return "\(change.number) \(owner) \(moved)" + (change.isByThresholds ? " by thresholds" : "")
        }
    }

    private static func stake(_ before: UInt64, _ from: UInt64, _ after: UInt64, _ number: UInt64) -> FollowedEvent {
        S.event(S.account(before, sequence: from), S.account(after, sequence: number), of: anna)
    }

    @Test func `thresholds that rise, and fall again`() {
        let accounts = [
            Self.anna: S.account(2 * Self.sui, sequence: 1), Self.bert: S.account(3 * Self.sui, sequence: 2),
        ]
        let up = Self.words([S.event(S.thresholds, Self.raised, number: 5)], now: Self.raised, accounts: accounts)
        #expect(up == ["5 anna developer-viewer by thresholds"])
        let down = Self.words([S.event(Self.raised, S.thresholds, number: 6)], now: S.thresholds, accounts: accounts)
        #expect(down == ["6 anna viewer-developer by thresholds"])
        let both = Self.words(
            [S.event(S.thresholds, Self.raised, number: 5), S.event(Self.raised, S.thresholds, number: 6)],
            now: S.thresholds, accounts: accounts)
        #expect(both == up + down)
    }

    @Test func `parameters that change no threshold are nothing`() {
        let accounts = [Self.anna: S.account(2 * Self.sui, sequence: 1)]
        let words = Self.words(
            [S.event(S.thresholds, S.thresholds, number: 5)], now: S.thresholds, accounts: accounts)
        #expect(words == [])
    }

    @Test func `where nobody knows what the thresholds were nobody is told`() {
        let accounts = [Self.anna: S.account(2 * Self.sui, sequence: 1)]
        #expect(Self.words([S.event(nil, Self.raised, number: 5)], now: Self.raised, accounts: accounts) == [])
        var known = S.event(S.thresholds, Self.raised, number: 5)
        known.effect = .known
        #expect(Self.words([known], now: Self.raised, accounts: accounts) == [])
    }

    @Test func `a stake that changed just before is judged by the thresholds of then, and moved by the new ones`() {
        let words = Self.words(
            [Self.stake(Self.sui, 1, 2 * Self.sui, 4), S.event(S.thresholds, Self.raised, number: 5)],
            now: Self.raised, accounts: [Self.anna: S.account(2 * Self.sui, sequence: 4)])
        #expect(words == ["4 anna viewer-developer", "5 anna developer-viewer by thresholds"])
    }

    @Test func `a stake that changed just behind is moved as it was, and judged by the new thresholds`() {
        let words = Self.words(
            [
                S.event(S.thresholds, Self.raised, number: 5), Self.stake(2 * Self.sui, 1, 4 * Self.sui, 6),
                Self.stake(4 * Self.sui, 6, 5 * Self.sui, 7),
            ],
            now: Self.raised, accounts: [Self.anna: S.account(5 * Self.sui, sequence: 7)])
        #expect(
            words == ["5 anna developer-viewer by thresholds", "6 anna viewer-developer", "7 anna developer-admin"])
    }

    @Test func `a first stake behind the change was not moved by it`() {
        let words = Self.words(
            [
                S.event(S.thresholds, Self.raised, number: 5),
                S.event(nil, S.account(2 * Self.sui, sequence: 6), of: Self.anna),
            ], now: Self.raised, accounts: [Self.anna: S.account(2 * Self.sui, sequence: 6)])
        #expect(words == ["6 anna none-viewer"])
    }

    @Test func `a change of before that comes late moves nobody twice`() {
        let words = Self.words(
            [S.event(S.thresholds, Self.raised, number: 5), Self.stake(2 * Self.sui, 1, 2 * Self.sui + 1, 4)],
            now: Self.raised, accounts: [Self.anna: S.account(2 * Self.sui + 1, sequence: 4)])
        #expect(words == ["5 anna developer-viewer by thresholds"])
    }

    @Test func `what an operator asks for beside it counts on both sides`() {
        let floors = TierFloors { $0 == .developer ? 3 * Self.sui : 0 }
        let accounts = [
            Self.anna: S.account(2 * Self.sui, sequence: 1), Self.bert: S.account(3 * Self.sui, sequence: 2),
        ]
        let up = Self.words(
            [S.event(S.thresholds, Self.raised, number: 5)], now: Self.raised, floors: floors, accounts: accounts)
        #expect(up == [])
        let further = Self.words(
            [S.event(S.thresholds, S.thresholds(developer: 4 * Self.sui), number: 5)], now: Self.raised, floors: floors,
            accounts: accounts)
        #expect(further == ["5 bert developer-viewer by thresholds"])
        // Below the operator's own threshold nobody is a developer, whatever the chain says.
        let stake = Self.words(
            [Self.stake(Self.sui, 1, 2 * Self.sui, 5)], now: S.thresholds, floors: floors, accounts: accounts)
        #expect(stake == [])
    }
}
