// SPDX-License-Identifier: Apache-2.0

/// Steps that are told to the chain in one transaction, but for those that are refused.
///
/// Pure: whoever sends takes what is ``next`` and says what became of it, until there is nothing left. Each step gets one reply.
struct TransactionRound<Step, Reply> {
    /// What became of a transaction.
    enum Meaning {
        /// All of its steps have this reply: it was carried out, or no other choice of steps would change anything.
        case all(Reply)
        /// Nothing was carried out, and one of its steps is to blame: that one has this reply. Where it is known which, its place says so.
        case one(Reply, at: Int? = nil)
    }

    /// What is still to be told; the next one last.
    private var parts: [[Step]]

    /// Begins with all of them in one transaction.
    init(_ steps: [Step]) { parts = steps.isEmpty ? [] : [steps] }

    /// The steps of the next transaction; `nil` at the end.
    var next: [Step]? { parts.last }

    /// Takes what became of ``next``; gives the replies that are known by it.
    mutating func settle(_ meaning: Meaning) -> [(step: Step, reply: Reply)] {
        guard let steps = parts.popLast() else { return [] }
        switch meaning {
        case .all(let reply): return steps.map { ($0, reply) }
        case .one(let reply, let place):
            if steps.count == 1 { return [(steps[0], reply)] }
            if let place, steps.indices.contains(place) {
                // Whoever says so may lie: then it is one step that is told again later, and each round has one less all the same.
                var others = steps
                let refused = others.remove(at: place)
                parts.append(others)
                return [(refused, reply)]
            }
            // Nothing was done: the halves are told apart, until what is refused stands alone.
            let middle = steps.count / 2
            parts.append(Array(steps[middle...]))
            parts.append(Array(steps[..<middle]))
            return []
        }
    }
}
