// SPDX-License-Identifier: Apache-2.0
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
    /// Whether something has happened that is not in the file: whoever is told of it could see it undone.
    private(set) var isUnwritten = false

    private init(_ ledger: LocalLedger, _ time: DevTime, started: UInt64) {
        self.ledger = ledger
        self.time = time
        self.started = started
        clock = started
        base = ledger.chain.milliseconds
    }

    /// A ledger that begins, and is forgotten with the process.
    convenience init(seed: UInt64, milliseconds: UInt64?, _ time: DevTime) {
        let ledger = LocalLedger(seed: seed, milliseconds: milliseconds ?? time.present ?? 0)
        self.init(ledger, time, started: time.present ?? 0)
    }

    /// A ledger that a file has kept, done again from its beginning.
    convenience init(_ file: consuming HistoryFile, _ time: DevTime) throws(HistoryError) {
        let story = file.story
        let ledger = LocalLedger(seed: story.head.seed, milliseconds: story.head.milliseconds)
        for (index, entry) in story.entries.enumerated() {
            guard ledger.repeats(entry) else { throw .damaged(line: index + 2) }
        }
        let clock = story.entries.last?.stamp.clock ?? story.head.clock
        self.init(ledger, time, started: clock > 0 ? clock : time.present ?? 0)
        try file.prepare()
        self.file = consume file
    }

    // MARK: What happens

    /// Lets the ledger's time go on to where the clock is: never back, whatever happens to the clock.
    func tick() {
        guard let present = time.present, present > clock else { return }
        clock = present
        // The year 2200 is the bound of both, far from where the sum would not fit.
        ledger.pass(to: base + min(clock - started, LocalLedger.latest))
    }

    /// Carries a transaction out.
    func execute(_ bytes: [UInt8], _ signatures: [UserSignature]) throws(DevRefusal) -> Effects {
        try begin()
        let count = ledger.transactions.count
        let effects: Effects
        do throws(Rejection) { effects = try ledger.execute(bytes, signatures) } catch { throw .rejected(error) }
        if ledger.transactions.count > count { try keep(.transaction(bytes, signatures)) }
        return effects
    }

    /// Gives somebody SUI out of nothing.
    func give(_ amount: UInt64, to owner: Address) throws(DevRefusal) -> DevGift {
        try begin()
        guard let gift = ledger.give(amount, to: owner) else { throw .amount }
        try keep(.gift(amount, to: owner))
        return gift
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

    private func begin() throws(DevRefusal) {
        guard !isUnwritten else { throw .unwritten }
        tick()
    }

    /// Writes down what has happened, before anybody is told of it.
    private func keep(_ deed: HistoryEntry.Deed) throws(DevRefusal) {
        let chain = ledger.chain
        let stamp = HistoryEntry.Stamp(
            height: ledger.height, milliseconds: chain.milliseconds, epoch: chain.epoch, clock: clock)
        do throws(SystemError) { try file?.append(HistoryEntry(deed: deed, stamp: stamp)) } catch {
            isUnwritten = true
            throw .unwritten
        }
    }
}
