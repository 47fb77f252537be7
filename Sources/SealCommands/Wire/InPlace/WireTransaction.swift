// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Wiring

/// Changes of a server's files that come about together or not at all, whenever the process that makes them ends.
///
/// What stands there is copied first; then a journal says what is about to be changed; it goes once all of it holds. Whoever finds a journal
/// puts the copies back.
struct WireTransaction: Sendable {
    let machine: any WireMachine
    let places: WirePlaces
    /// Where copies go.
    let saved: String

    /// Starts what files that were put back are for; told whether the apiserver may have been started with the others.
    typealias Settling = (_ restartsApiserver: Bool) throws(CommandFailure) -> Void

    /// Makes the changes and has `start` make them hold; where it throws, everything stands again as it did, and `settle` is to start what
    /// was there before.
    func run(
        _ changes: [WiringChange], wasUp: Bool, start: () throws(CommandFailure) -> Void, settle: Settling
    ) throws(CommandFailure) {
        var journal = try save(changes, wasUp: wasUp)
        do throws(CommandFailure) {
            for change in changes {
                if let after = change.after {
                    try machine.write(after, to: change.path)
                } else {
                    try machine.remove(change.path)
                }
            }
            journal.phase = .starting
            try write(journal)
            try start()
        } catch {
            try undo(journal, error, settle)
        }
        try machine.remove(places.journal)
    }

    /// What a change that was broken off has left; `nil` where none was.
    func interrupted() throws(CommandFailure) -> WireRecord? {
        guard let journal = try machine.read(places.journal) else { return nil }
        return try WireRecord.read(journal.contents, places.journal)
    }

    /// Puts back what stood there before a change that was broken off.
    func putBack(_ journal: WireRecord, settle: Settling) throws(CommandFailure) {
        let began = try machine.read(places.journal)?.modified
        for entry in journal.entries.reversed() {
            if let saved = entry.saved {
                guard let copy = try machine.read(saved) else {
                    throw CommandFailure(
                        "\(saved) is gone: it held what stood at \(entry.path); put that right, and remove \(places.journal)",
                        .software)
                }
                guard try machine.read(entry.path) != copy else { continue }
                try machine.write(copy, to: entry.path)
            } else {
                try machine.remove(entry.path)
            }
        }
        // Times are compared in whole seconds: /proc has no finer ones.
        let isNew = machine.apiserver.started.map { $0.seconds >= began?.seconds ?? 0 } ?? true
        try settle(journal.phase == .starting && journal.wasUp && isNew)
        try machine.remove(places.journal)
    }

    private func undo(
        _ journal: WireRecord, _ reason: CommandFailure, _ settle: Settling
    ) throws(CommandFailure) -> Never {
        do throws(CommandFailure) { try putBack(journal, settle: settle) } catch {
            throw CommandFailure(
                "\(reason.message)\nand it could not be undone: \(error.message)\n`sealctl wire k3s` tries that again first",
                reason.exit)
        }
        throw CommandFailure("\(reason.message)\neverything stands again as it did before", reason.exit)
    }

    /// Copies all that will change, and begins the journal.
    private func save(_ changes: [WiringChange], wasUp: Bool) throws(CommandFailure) -> WireRecord {
        var journal = WireRecord(phase: .writing, wasUp: wasUp)
        for change in changes {
            var entry = WireRecord.Entry(path: change.path)
            if let before = change.before {
                entry.saved = saved + change.path
                try machine.write(before, to: saved + change.path)
            }
            journal.entries.append(entry)
        }
        try write(journal)
        return journal
    }

    private func write(_ journal: WireRecord) throws(CommandFailure) {
        let owner = try machine.owner(.root)
        try machine.write(
            PresentFile(contents: Array(journal.text.utf8), mode: 0o600, owner: owner), to: places.journal)
    }
}
