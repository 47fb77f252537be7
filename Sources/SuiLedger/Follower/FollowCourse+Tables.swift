// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wire

// How the tables are listed.

extension FollowCourse {
    /// The version that the contracts keep their state under.
    private static let stateVersion: UInt64 = 1

    mutating func askTables() throws(LedgerError) {
        guard let node = tableLister else { throw LedgerError(.unsupported, "no node lists tables") }
        // Another node does not know where a page of this one ended.
        if let asked, asked.node != node { listing?.after = nil }
        guard let listing else { return }
        switch listing.table {
        case .params:
            var key = BCSWriter()
            key.integer(Self.stateVersion)
            ask(
                .params(TableEntryQuestion(table: settings.cluster.cluster, key: key.bytes, keyType: .u64)), of: node)
        case .stakes: ask(.table(TablePageQuestion(table: settings.cluster.stakes, after: listing.after)), of: node)
        case .seals: ask(.table(TablePageQuestion(table: settings.cluster.seals, after: listing.after)), of: node)
        }
    }

    mutating func takeAnswer(_ answer: Answer, _ freshness: Freshness?, _ now: Monotonic) throws(LedgerError) {
        switch answer {
        case .freshness: wait(settings.probeInterval, now)
        case .events(let page): try takeEvents(page, freshness, now)
        case .params(let entry):
            guard try isFarEnough(freshness, now) else { return }
            // The parameters stand first in the state, whatever else is added to it.
            if let entry, let params = Self.params(entry.value) { mirror.begin(params) }
            listing?.table = .stakes
            try goOn(now)
        case .table(let page):
            guard try isFarEnough(freshness, now) else { return }
            try takeEntries(page)
            try goOn(now)
        }
    }

    /// Whether a node has seen what the listing must not miss.
    ///
    /// The first answer says from where on events are followed, if that is not known: what is listed later is newer.
    private mutating func isFarEnough(_ freshness: Freshness?, _ now: Monotonic) throws(LedgerError) -> Bool {
        guard let listing else { return false }
        guard let freshness else { throw LedgerError(.stale, "the node does not say how far it is") }
        guard freshness.checkpoint >= listing.least else {
            try retry(now)
            return false
        }
        behindSince = nil
        if case .params = listing.table { self.listing?.least = freshness.checkpoint }
        return true
    }

    private static func params(_ state: [UInt8]) -> ClusterParams? {
        var reader = BCSReader(state.span)
        return try? ClusterParams(from: &reader)
    }

    private mutating func takeEntries(_ page: Page<TableEntry>) throws(LedgerError) {
        guard var listing else { return }
        for entry in page.items {
            if case .stakes = listing.table {
                let owner = try readBCS(AccountKey.self, entry.key)
                mirror.insert(try readBCS(StakeAccount.self, entry.value), of: owner.address)
            } else {
                mirror.insert(try readBCS(Seal.self, entry.value), under: try readBCS(SealKey.self, entry.key))
            }
        }
        listing.after = page.next
        self.listing = listing
        guard page.next == nil else { return }
        if case .stakes = listing.table {
            self.listing?.table = .seals
        } else {
            finishListing(listing)
        }
    }

    /// Everything up to where the listing began is in the mirror.
    private mutating func finishListing(_ listing: Listing) {
        health.counts.listings += 1
        if !hasPosition || mustSkip {
            plan.advance(to: listing.least)
            mirror.restartNumbers()
        }
        (hasPosition, areTablesListed, self.listing) = (true, true, nil)
        repairs = 0
        phase = .catchingUp
        actions.append(.tell(.tablesListed))
    }
}

/// The key of the table of accounts: an address, bare.
private struct AccountKey: BCSCodable {
    let address: Address

    func encode(into writer: inout BCSWriter) { writer.address(address) }

    init(from reader: inout BCSReader) throws(BCSError) { address = try reader.address() }
}
