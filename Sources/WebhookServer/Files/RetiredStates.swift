// SPDX-License-Identifier: Apache-2.0

/// Former states that loops may still hold.
///
/// Whoever drops the last reference pays for freeing a large table. That must be the thread that reloads,
/// never a loop in the middle of a request.
struct RetiredStates<State: AnyObject> {
    private var states: [State] = []

    /// How many former states somebody may still hold.
    var count: Int { states.count }

    /// Keeps a state.
    mutating func retire(_ state: State) { states.append(state) }

    /// Frees the states that nobody else holds any more.
    mutating func release() {
        for index in states.indices.reversed() where isKnownUniquelyReferenced(&states[index]) {
            states.remove(at: index)
        }
    }
}
