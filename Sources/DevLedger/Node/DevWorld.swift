// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// A local ledger, what makes its time go, and what its history is kept in; for one thread at a time.
final class DevWorld {
    let ledger: LocalLedger
    private let time: DevTime
    /// What the clock showed when the ledger's time was `base`.
    private let started: UInt64
    private var base: UInt64
    /// The latest that the clock has shown.
    private var clock: UInt64
    private var file: HistoryFile?
    /// All that has happened.
    private var history: [HistoryEntry] = []
    private let head: HistoryText.Head
    private var fault: FaultState?
    /// Whether something has happened that is not in the file: whoever is told of it could see it undone.
    private(set) var isUnwritten = false

    private init(_ head: HistoryText.Head, _ ledger: LocalLedger, _ time: DevTime, started: UInt64) {
        self.head = head
        self.ledger = ledger
        self.time = time
        self.started = started
        clock = started
        base = ledger.chain.milliseconds
    }

    /// A ledger that begins, and is forgotten with the process.
    convenience init(seed: UInt64, milliseconds: UInt64?, _ time: DevTime) {
        let present = time.present ?? 0
        let head = HistoryText.Head(seed: seed, milliseconds: milliseconds ?? present, clock: present)
        self.init(head, LocalLedger(seed: seed, milliseconds: head.milliseconds), time, started: present)
    }

    /// A ledger that a file has kept, done again from its beginning.
    convenience init(_ file: consuming HistoryFile, _ time: DevTime) throws(HistoryError) {
        let story = file.story
        let ledger = LocalLedger(seed: story.head.seed, milliseconds: story.head.milliseconds)
        for (index, entry) in story.entries.enumerated() {
            guard ledger.repeats(entry) else { throw .damaged(line: index + 2) }
        }
        let clock = story.entries.last?.stamp.clock ?? story.head.clock
        self.init(story.head, ledger, time, started: clock > 0 ? clock : time.present ?? 0)
        history = story.entries
        try file.prepare()
        self.file = consume file
    }

    // MARK: What happens

    /// Lets the ledger's time go on to where the clock is: never back, whatever happens to the clock.
    func tick() {
        guard fault?.faults.isHalted != true, let present = time.present, present > clock else { return }
        clock = present
        // The year 2200 is the bound of both, far from where the sum would not fit.
        ledger.pass(to: base + min(clock - started, LocalLedger.latest))
    }

    /// Carries a transaction out.
    func execute(_ bytes: [UInt8], _ signatures: [UserSignature]) throws(DevRefusal) -> Effects {
        try begin(isTransaction: true)
        let count = ledger.transactions.count
        let effects: Effects
        do throws(Rejection) { effects = try ledger.execute(bytes, signatures) } catch { throw .rejected(error) }
        if ledger.transactions.count > count { try keep(.transaction(bytes, signatures)) }
        return effects
    }

    /// Gives somebody SUI out of nothing.
    func give(_ amount: UInt64, to owner: Address) throws(DevRefusal) -> DevGift {
        try begin(isTransaction: true)
        guard let gift = ledger.give(amount, to: owner) else { throw .amount }
        try keep(.gift(amount, to: owner))
        return gift
    }

    /// Publishes a package that forwards to ours.
    func addWrapper() throws(DevRefusal) -> Address {
        try begin(isTransaction: true)
        let id = ledger.addWrapper()
        try keep(.wrapper)
        return id
    }

    /// Believes documents of enclaves under this root from here on, and under no other.
    func believe(_ root: Bytes32) throws(DevRefusal) {
        guard ledger.enclaveRoot != root else { return }
        try begin()
        ledger.enclaveRoot = root
        try keep(.root(root))
    }

    /// Lets time pass at once; the clock goes on from there.
    func advance(milliseconds: UInt64) throws(DevRefusal) {
        try begin()
        let before = ledger.chain.milliseconds
        ledger.advance(milliseconds: milliseconds)
        base += ledger.chain.milliseconds - before
        try keep(.time)
    }

    /// Steps to the next epoch.
    func nextEpoch() throws(DevRefusal) {
        try begin()
        ledger.nextEpoch()
        try keep(.epoch)
    }

    private func begin(isTransaction: Bool = false) throws(DevRefusal) {
        guard !isUnwritten else { throw .unwritten }
        if isTransaction, fault?.faults.isHalted == true { throw .halted }
        tick()
    }

    /// Writes down what has happened, before anybody is told of it.
    private func keep(_ deed: HistoryEntry.Deed) throws(DevRefusal) {
        let chain = ledger.chain
        let stamp = HistoryEntry.Stamp(
            height: ledger.height, milliseconds: chain.milliseconds, epoch: chain.epoch, clock: clock)
        let entry = HistoryEntry(deed: deed, stamp: stamp)
        do throws(SystemError) { try file?.append(entry) } catch {
            isUnwritten = true
            throw .unwritten
        }
        history.append(entry)
    }

    // MARK: Faults

    /// What is done wrong from here on.
    var faults: DevFaults? {
        get { fault?.faults }
        set {
            tick()
            fault = newValue.map { faults in
                let replica = faults.lag.map { lag in
                    let new = LocalLedger(seed: head.seed, milliseconds: head.milliseconds)
                    return LedgerReplica(new, of: ledger, lag, isRunning: time.present != nil)
                }
                return FaultState(faults, replica)
            }
        }
    }

    /// What happens to the next request.
    func fate() -> FaultState.Fate { fault?.fate() ?? .answered }

    /// What answers questions: the ledger, or one that is behind it.
    var seen: LocalLedger {
        guard let replica = fault?.replica else { return ledger }
        replica.follow(ledger, history)
        return replica.ledger
    }

    /// A list as it is told.
    func ordered<Element>(_ list: [Element]) -> [Element] { fault?.reordered(list) ?? list }
}
