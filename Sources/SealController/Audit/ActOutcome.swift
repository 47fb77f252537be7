// SPDX-License-Identifier: Apache-2.0

/// How far an act came.
enum ActOutcome: Hashable, Sendable {
    /// It is about to be done and cannot be undone; another record says how it ended.
    case begun
    /// It is done.
    case done
    /// It is not allowed, by us or by whoever was asked to do it.
    case refused(ActCode)
    /// It could not be done, or nobody knows.
    case failed(ActCode)

    /// The word in the record.
    var word: StaticString {
        switch self {
        case .begun: "begun"
        case .done: "done"
        case .refused: "refused"
        case .failed: "failed"
        }
    }

    /// Why it was not done.
    var code: ActCode? {
        switch self {
        case .begun, .done: nil
        case .refused(let code), .failed(let code): code
        }
    }
}
