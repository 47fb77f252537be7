// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wire

// How the tables are listed.

extension FollowCourse {
    mutating func askTables() throws(LedgerError) {
        guard let node = tableLister else { throw LedgerError(.unsupported, "no node lists tables") }
        // Another node does not know where a page of this one ended.
        if let asked, asked.node != node { listing?.after = nil }
        guard let listing else { return }
        switch listing.table {
        case .params:
            ask(.entry(ClusterQuestions(settings.cluster, types: settings.package).params), of: node)
        case .stakes: ask(.table(TablePageQuestion(table: settings.cluster.stakes, after: listing.after)), of: node)
        case .seals: ask(.table(TablePageQuestion(table: settings.cluster.seals, after: listing.after)), of: node)
        case .registry:
            ask(.entry(ClusterQuestions(settings.cluster, types: settings.package).workerRegistry), of: node)
        case .workers(let table): ask(.table(TablePageQuestion(table: table, after: listing.after)), of: node)
        }
    }

    mutating func takeAnswer(_ answer: Answer, _ freshness: Freshness?, _ now: Monotonic) throws(LedgerError) {
        switch answer {
        case .freshness: wait(settings.probeInterval, now)
        case .events(let page): try takeEvents(page, freshness, now)
        case .entry(let entry):
            guard try isFarEnough(freshness, now) else { return }
            takeState(entry)
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

    /// An object's own state: the pool's begins with the parameters, the registry's says where the workers are.
    private mutating func takeState(_ entry: TableEntry?) {
        guard let listing else { return }
        if case .params = listing.table {
            if let entry, let params = ClusterQuestions.params(entry) {
                mirror.begin(params, at: listing.least, passingOver: mustSkip)
            }
            self.listing?.table = .stakes
        } else if let entry, let table = ClusterQuestions.workers(entry, of: settings.cluster.cluster) {
            self.listing?.table = .workers(table)
        } else {
            // Machines are not known, then; that is no reason to know nobody.
            areWorkersListed = false
            finishListing(listing)
        }
    }

    private mutating func takeEntries(_ page: Page<TableEntry>) throws(LedgerError) {
        guard var listing else { return }
        do throws(BCSError) {
            for entry in page.items {
                switch listing.table {
                case .stakes:
                    mirror.insert(try ClusterQuestions.account(entry), of: try ClusterQuestions.owner(entry))
                case .seals: mirror.insert(try ClusterQuestions.seal(entry), under: try ClusterQuestions.key(entry))
                case .workers:
                    mirror.insert(try ClusterQuestions.worker(entry), of: try ClusterQuestions.owner(entry))
                case .params, .registry: break
                }
            }
        } catch { throw LedgerError(.malformed, "an entry is not the BCS of its type") }
        listing.after = page.next
        self.listing = listing
        guard page.next == nil else { return }
        switch listing.table {
        case .stakes: self.listing?.table = .seals
        case .seals: self.listing?.table = .registry
        case .workers, .params, .registry:
            areWorkersListed = true
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
