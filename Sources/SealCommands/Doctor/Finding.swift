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
        /// It need not be looked at, or not from here.
        case skipped
        /// It should have been looked at, and could not be.
        case unseen
    }

    /// What was looked at.
    let check: String
    /// Which one of several: a node, a server, a role; empty where there is only one.
    let about: String
    /// How it stands.
    let state: State
    /// What was seen, and what would help.
    let says: String
    /// The command that puts it right, where there is one.
    let fix: String?

    /// Puts a finding together.
    init(check: String, about: String = "", state: State, says: String, fix: String? = nil) {
        self.check = check
        self.about = about
        self.state = state
        self.says = says
        self.fix = fix
    }

    /// A line of the report; nothing in it begins another.
    var report: Report {
        .of(("check", .text(check)), ("state", .text(state.rawValue)), ("says", .text(line)))
    }

    /// A line of the report for programs: everything by itself.
    var detailedReport: Report {
        .of(
            ("check", .text(check)), ("about", .text(about)), ("state", .text(state.rawValue)), ("says", .text(line)),
            ("fix", fix.map { .text($0) } ?? .null))
    }

    /// A line of the report for people: the command stands where it is needed.
    var shortReport: Report {
        let name = about.isEmpty ? check : "\(check) \(about)"
        let advice = fix.map { ": `\($0)`" } ?? ""
        return .of(("check", .text(name)), ("state", .text(state.rawValue)), ("says", .text(line + advice)))
    }

    private var line: String { says.split(separator: "\n").joined(separator: "; ") }
}
