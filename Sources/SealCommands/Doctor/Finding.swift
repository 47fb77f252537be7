// SPDX-License-Identifier: Apache-2.0

/// What a look at one thing has shown.
struct Finding: Hashable, Sendable {
    /// How it stands.
    enum State: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// It works, but not for everybody or not for long.
        case warning
        /// Access fails by it.
        case failed
        /// It could not be looked at, or need not be.
        case skipped
    }

    /// What was looked at.
    let check: String
    /// How it stands.
    let state: State
    /// What was seen, and what would help.
    let says: String

    /// A line of the report; nothing in it begins another.
    var report: Report {
        let line = says.split(separator: "\n").joined(separator: "; ")
        return .of(("check", .text(check)), ("state", .text(state.rawValue)), ("says", .text(line)))
    }
}
