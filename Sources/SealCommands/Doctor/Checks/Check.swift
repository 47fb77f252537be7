// SPDX-License-Identifier: Apache-2.0

/// A verdict on what was seen; it looks at nothing itself, so that what it says of anything can be tried.
protocol Check: Sendable {
    /// What is right and what is wrong, in the order in which to read it.
    var findings: [Finding] { get }
}

/// Somebody who should answer, and does not: that was seen, and it is wrong.
struct Silence: Error, Hashable, Sendable {
    /// What came instead of an answer.
    let reason: String
}

/// What a look has brought.
enum Seen<Value: Sendable>: Sendable {
    /// What is there.
    case seen(Value)
    /// Nobody need look, or not from here: why.
    case skipped(String)
    /// Somebody should have looked, and could not: why, and what would help.
    case unseen(String, fix: String? = nil)

    /// What is there, if it was seen.
    var value: Value? {
        if case .seen(let value) = self { value } else { nil }
    }

    /// The same look at a part of it.
    func map<Part: Sendable>(_ body: (Value) -> Part) -> Seen<Part> {
        switch self {
        case .seen(let value): .seen(body(value))
        case .skipped(let reason): .skipped(reason)
        case .unseen(let reason, let fix): .unseen(reason, fix: fix)
        }
    }

    /// What is said of it: by `body` if it was seen, else that it was not.
    func findings(_ check: String, _ about: String = "", _ body: (Value) -> [Finding]) -> [Finding] {
        switch self {
        case .seen(let value): body(value)
        case .skipped(let reason): [Finding(check: check, about: about, state: .skipped, says: reason)]
        case .unseen(let reason, let fix):
            [Finding(check: check, about: about, state: .unseen, says: reason, fix: fix)]
        }
    }
}
