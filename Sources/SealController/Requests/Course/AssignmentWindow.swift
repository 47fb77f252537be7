// SPDX-License-Identifier: Apache-2.0

/// How many requests may be with workers before they are carried out.
///
/// A chain that takes its time for an assignment wants many on the way; an apiserver that takes its time wants few that wait. So it grows while
/// what is assigned is begun at once, and shrinks while it waits.
struct AssignmentWindow {
    /// How long a request may wait between the two.
    static let goal = Duration.milliseconds(100)
    /// As many as 256 workers have in hand.
    static let largest = 4096

    /// So many.
    private(set) var size: Int

    private let smallest: Int
    private var wasShort = false

    /// Begins with as many as are carried out at once.
    init(smallest: Int) {
        self.smallest = smallest
        size = smallest
    }

    /// There was something to assign, and no room for it here.
    mutating func fell() { wasShort = true }

    /// A request was begun that had waited so long since it was assigned.
    mutating func began(after wait: Duration) {
        if wait > Self.goal {
            size = max(smallest, size - 1)
        } else if wasShort {
            // No more than what was asked for in vain.
            size = min(Self.largest, size + 1)
        }
    }

    /// Nothing is left to assign.
    mutating func sufficed() { wasShort = false }
}
