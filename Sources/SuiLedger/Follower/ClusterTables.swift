// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// A cluster's accounts, seals and workers, for many threads that look things up while one writes.
///
/// There is one copy, in parts with a lock each that is held for one entry at a time: nobody waits for a page that is being taken in.
/// Looking something up allocates nothing. A million seals and as many accounts take less than 400 MiB.
///
/// Entries are never taken out, only replaced: the higher `sequence` wins, whoever brings it. Entries are changed one by one, so what
/// two look-ups find may be of two moments; each entry is whole.
public final class ClusterTables: Sendable {
    private let accounts: [Locked<TableShard<StakeRecord>>]
    private let seals: [Locked<TableShard<SealRecord>>]
    // Where a seal is, by its id: the number of its part, and its place there. A reader holds such a part and then, for each place, the
    // part of the seals that it names; nobody holds a part of the seals and asks for another lock.
    private let sealPlaces: [Locked<SlotIndex>]
    private let workers = Locked(WorkerTable())
    // Held by whoever writes, before any other: a seal and where its id leads are changed by one thread at a time.
    private let writing = Locked(SharedLists())
    private let mask: UInt

    /// Empty tables.
    public convenience init() { self.init(mask: .max) }

    /// Empty tables whose hashes have no more than these bits.
    init(mask: UInt) {
        self.mask = mask
        accounts = (0..<TableHash.shards).map { _ in Locked(TableShard()) }
        seals = (0..<TableHash.shards).map { _ in Locked(TableShard()) }
        sealPlaces = (0..<TableHash.shards).map { _ in Locked(SlotIndex()) }
    }

    /// What is known of an owner.
    public func account(_ owner: Address) -> StakeAccount? {
        let hash = hash(owner.raw)
        return accounts[hash.shard].withLock { $0.record(owner.raw, hash)?.entry }
    }

    /// What is known of a seal.
    public func seal(_ key: SealKey) -> Seal? {
        let hash = hash(key.raw)
        return seals[hash.shard].withLock { $0.record(key.raw, hash)?.entry }
    }

    /// The seal that has an id, and its key: of several, which a refresh makes, the one that changed last.
    public func seal(id: Address) -> (key: SealKey, seal: Seal)? {
        let hash = hash(id.raw)
        return sealPlaces[hash.shard].withLock { places in
            newest(of: id, hash, in: places).map { (SealKey($0.record.name), $0.record.entry) }
        }
    }

    /// The worker that has a name in Kubernetes, and its owner; `nil` for a name that nobody was given, or has no more.
    public func worker(named name: String) -> (owner: Address, worker: WorkerEntry)? {
        workers.withLock { $0.worker(named: name) }
    }

    /// The worker of an owner; `nil` for one who was never given a name.
    public func worker(of owner: Address) -> WorkerEntry? { workers.withLock { $0.worker(of: owner) } }

    /// All workers that have a name, in no order: for lists, not for decisions.
    public var namedWorkers: [(owner: Address, worker: WorkerEntry)] { workers.withLock { $0.named } }

    /// The accounts that `isWanted` says so of, as ``eachStake(_:)`` finds them.
    public func accounts(
        where isWanted: (StakeSummary) -> Bool
    ) -> [(owner: Address, account: StakeAccount)] {
        var found: [(owner: Address, account: StakeAccount)] = []
        eachRecord { record in if isWanted(record.summary) { found.append((Address(record.name), record.entry)) } }
        return found
    }

    /// Shows what all accounts are worth, in no order, a few at a time under each lock: who writes waits for no list.
    ///
    /// What changes meanwhile is shown as it was or as it is. `body` looks nothing up here.
    public func eachStake(_ body: (Address, StakeSummary) -> Void) {
        eachRecord { body(Address($0.name), $0.summary) }
    }

    private func eachRecord(_ body: (borrowing StakeRecord) -> Void) {
        for shard in accounts {
            var place = 0
            var isMore = true
            while isMore {
                isMore = shard.withLock { shard in
                    let end = min(place + Self.accountsAtATime, shard.count)
                    while place < end {
                        shard.lend(place, to: body)
                        place += 1
                    }
                    return place < shard.count
                }
            }
        }
    }

    /// How many accounts are looked at under one lock.
    static let accountsAtATime = 256

    /// Takes an account in; false if a newer or the same one is known.
    @discardableResult
    public func insert(_ account: StakeAccount, of owner: Address) -> Bool {
        let hash = hash(owner.raw)
        let record = StakeRecord(account, of: owner)
        return writing.withLock { _ in
            accounts[hash.shard].withLock { $0.insert(record, hash) } != nil
        }
    }

    /// Takes a seal in; false if a newer or the same one is known.
    @discardableResult
    public func insert(_ seal: Seal, under key: SealKey) -> Bool {
        let hash = hash(key.raw)
        return writing.withLock { lists in
            let record = SealRecord(seal, under: key, sharing: &lists)
            guard let place = seals[hash.shard].withLock({ $0.insert(record, hash) }) else { return false }
            point(to: record, at: UInt32(hash.shard << Self.placeBits | place))
            return true
        }
    }

    /// Takes a worker in; false if a newer or the same one is known, or it never had a name.
    @discardableResult
    public func insert(_ worker: WorkerEntry, of owner: Address) -> Bool {
        writing.withLock { _ in workers.withLock { $0.insert(worker, of: owner) } }
    }

    /// How many accounts and seals there are.
    public var counts: (accounts: Int, seals: Int) {
        (
            accounts.reduce(0) { sum, shard in sum + shard.withLock { $0.count } },
            seals.reduce(0) { sum, shard in sum + shard.withLock { $0.count } }
        )
    }

    /// Forgets everything: what was known has come from a liar.
    public func removeAll() {
        writing.withLock { lists in
            lists = SharedLists()
            for shard in accounts { shard.withLock { $0 = TableShard() } }
            for shard in sealPlaces { shard.withLock { $0 = SlotIndex() } }
            for shard in seals { shard.withLock { $0 = TableShard() } }
            workers.withLock { $0 = WorkerTable() }
        }
    }

    private static let placeBits = 24

    private func hash(_ name: Bytes32) -> TableHash { TableHash(name, mask: mask) }

    /// Makes a seal's id lead to it, unless there is a newer one of that id.
    private func point(to record: SealRecord, at place: UInt32) {
        let hash = hash(record.sealID.raw)
        sealPlaces[hash.shard].withLock { places in
            guard let known = newest(of: record.sealID, hash, in: places) else {
                return places.insert(place, under: hash.slot)
            }
            guard known.place != place, known.record.sequence < record.sequence else { return }
            places.replace(known.place, by: place, under: hash.slot)
        }
    }

    /// The record that has an id, and where.
    ///
    /// A place may hold another seal than when it was noted, if nodes contradict each other: each is looked at.
    private func newest(
        of id: Address, _ hash: TableHash, in places: borrowing SlotIndex
    ) -> (place: UInt32, record: SealRecord)? {
        var newest: (place: UInt32, record: SealRecord)?
        _ = places.first(hash.slot) { place in
            let (shard, offset) = (Int(place >> Self.placeBits), Int(place) & ((1 << Self.placeBits) - 1))
            guard let record = seals[shard].withLock({ $0.record(at: offset) }), record.sealID == id,
                record.sequence > newest?.record.sequence ?? 0 || newest == nil
            else { return false }
            newest = (place, record)
            return false
        }
        return newest
    }
}
