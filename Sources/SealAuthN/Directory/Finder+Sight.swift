// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

extension Finder {
    /// Whose word an entry is.
    enum Word: Sendable {
        case copy, lookUp, nobody
        /// A look-up's that somebody contradicts.
        case disputed

        init(of check: CheckLog.Check) { self = check.isDisputed ? .disputed : .lookUp }
    }

    /// An entry as whoever knows best has it.
    struct Sight<Entry: Sendable>: Sendable {
        var entry: Entry?
        var word: Word

        var isOfCopy: Bool { word == .copy }
    }

    /// The seal under a key: the higher number wins, whoever brings it.
    func seal(_ key: SealKey) -> Sight<Seal> {
        let known = directory.tables.seal(key)
        guard let check = check(.seal(key), isInCopy: known != nil), case .seal(let seen) = check.content,
            known.map({ seen.sequence > $0.sequence }) ?? true
        else { return Sight(entry: known, word: known == nil ? .nobody : .copy) }
        return Sight(entry: seen, word: Word(of: check))
    }

    /// The account of an owner, likewise.
    func account(_ owner: Address) -> Sight<StakeAccount> {
        let known = directory.tables.account(owner)
        guard let check = check(.account(owner), isInCopy: known != nil), case .account(let seen) = check.content,
            known.map({ seen.sequence > $0.sequence }) ?? true
        else { return Sight(entry: known, word: known == nil ? .nobody : .copy) }
        return Sight(entry: seen, word: Word(of: check))
    }

    /// Whether the copy knows all, and nobody has asked for anything that might be newer.
    private var knowsAll: Bool {
        copy == .fresh(isComplete: true)
            && !directory.checks.isUsed(within: directory.settings.staleness.maximumAge, of: now.monotonic)
    }

    /// The last look-up of an entry, unless the copy has come as far since.
    ///
    /// A copy that has an entry, or is complete, has everything that was true of it up to its checkpoint: whatever one node said of a time
    /// before, and is not in it, was a lie, and does not come back when the copy grows old. What several nodes said counts as long as their
    /// word does.
    private func check(_ name: EntryName, isInCopy: Bool) -> CheckLog.Check? {
        let policy = directory.settings.staleness
        let isFresh = copy != .outdated
        guard !knowsAll, let check = directory.checks.check(name) else { return nil }
        guard isInCopy || mark.isComplete else { return check }
        let age = now.monotonic.since(check.at)
        let isOvertaken = check.isOvertaken(by: mark, maximumAge: policy.maximumAge)
        if isFresh, age > policy.maximumAge { return nil }
        guard isOvertaken, isFresh || age > policy.sharing else { return check }
        // What several have said stands, though one has said more since.
        guard let several = directory.checks.confirmation(name) else { return nil }
        let last = several.content == check.content ? check : several.check
        return now.monotonic.since(last.at) <= policy.maximumAge ? last : nil
    }

    /// The epoch as the copy has it, or whoever was asked of either and knew better.
    func epoch(_ key: SealKey, _ owner: Address) -> UInt64? {
        guard !knowsAll else { return mark.epoch }
        let ofSeal = check(.seal(key), isInCopy: directory.tables.seal(key) != nil)
        let ofAccount = check(.account(owner), isInCopy: directory.tables.account(owner) != nil)
        return [mark.epoch, ofSeal?.freshness.epoch, ofAccount?.freshness.epoch].compactMap(\.self).max()
    }

    /// What to do about an entry that somebody knows, or nobody.
    func step(_ name: EntryName, _ word: Word, sequence: UInt64?) -> StalenessPolicy.Step {
        // Both may be lying: somebody must say it again.
        guard word != .disputed else { return .lookUp }
        let policy = directory.settings.staleness
        // That there is nothing counts only if the copy has not been thrown away since it was looked at.
        let isIncomplete = word == .nobody && copy == .fresh(isComplete: true) && !directory.mark.isComplete
        var copy = isIncomplete ? .fresh(isComplete: false) : copy
        // Where the copy knows, nobody needs to ask what was looked up.
        if copy == .fresh(isComplete: true) {
            return policy.step(copy, word == .nobody ? .unknown : .known, lookedUp: nil)
        }
        // What only a look-up has said, a copy that has not come to it does not keep up to date.
        if word == .lookUp { copy = .outdated }
        return policy.step(copy, word == .nobody ? .unknown : .known, lookedUp: lookedUp(name, word, sequence))
    }

    /// How long ago an entry was looked up; what was answered since the inquiry began was just now.
    ///
    /// An answer that does not say what is gone by makes it no younger.
    private func lookedUp(_ name: EntryName, _ word: Word, _ sequence: UInt64?) -> Duration? {
        guard let check = directory.checks.check(name) else { return nil }
        guard word == .nobody || check.content.sequence == sequence else { return nil }
        if let start, check.at >= start { return .zero }
        return now.monotonic.since(check.at)
    }

    /// Whether something was answered since the inquiry began, or so short a while ago that it is shared.
    func wasJust(_ time: Monotonic) -> Bool {
        if let start, time >= start { return true }
        return now.monotonic.since(time) <= directory.settings.staleness.sharing
    }

    /// Goes by an entry though it is old: by the age of whoever's word it is, or of a look-up that said the same and is newer.
    mutating func believe(_ name: EntryName, _ word: Word, _ content: EntryAnswer.Content?) {
        isDisputed = isDisputed || word == .disputed
        let ofCopy = word == .copy ? mark.age(now: now.monotonic, wall: now.wall) : nil
        let ofLookUp = directory.checks.check(name).flatMap { $0.content == content ? $0.age(at: now) : nil }
        let age = [ofCopy, ofLookUp].compactMap(\.self).min() ?? .seconds(Int64.max / 2)
        oldest = max(oldest ?? .zero, age)
    }
}
