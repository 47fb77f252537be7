// SPDX-License-Identifier: Apache-2.0

/// At which address each audit log was believed first: nobody else says how far it is, also while that address is silent.
///
/// It is known as long as the process lives. Before the first time a name is anybody's.
struct HeadPlaces: Sendable {
    /// What an address said.
    struct Said: Hashable, Sendable {
        let head: LogHead
        let place: String
    }

    private var places: [String: String] = [:]
    private var said: [Said] = []

    /// Takes what was said in one round, and takes apart what is said of a log that is another's; `own` is that of this process.
    mutating func take(
        _ said: [Said], own: LogHead?
    ) -> (heads: [LogHead], refused: [HeadJudgement.Refused]) {
        let isTheirs = { [places] (one: Said) in
            one.head.log != own?.log && places[one.head.log].map { $0 == one.place } ?? true
        }
        self.said = said.filter(isTheirs)
        let refused = said.filter { !isTheirs($0) }.map { HeadJudgement.Refused(head: $0.head, why: .elsewhere) }
        return ([own].compactMap { $0 } + self.said.map(\.head), refused)
    }

    /// Heads of that round were believed: their names belong to where they came from.
    mutating func believed(_ heads: [LogHead]) {
        for one in said where heads.contains(one.head) && places[one.head.log] == nil {
            places[one.head.log] = one.place
        }
    }
}
