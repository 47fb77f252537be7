// SPDX-License-Identifier: Apache-2.0

/// Who is to be looked at, each once, in the order in which they came; those who lose access before all others.
struct WorkQueue<Element: Hashable> {
    private struct Lane {
        var items: [Element] = []
        var head = 0

        mutating func pop() -> Element? {
            guard head < items.count else { return nil }
            defer {
                head += 1
                if head == items.count { (items, head) = ([], 0) }
            }
            return items[head]
        }
    }

    private var urgent = Lane()
    private var usual = Lane()
    private var waiting: [Element: Bool] = [:]

    /// How many wait.
    var count: Int { waiting.count }

    /// Puts somebody in line; who waits already only moves up if it has become urgent.
    mutating func push(_ element: Element, isUrgent: Bool = false) {
        if let wasUrgent = waiting[element], wasUrgent || !isUrgent { return }
        waiting[element] = isUrgent
        if isUrgent { urgent.items.append(element) } else { usual.items.append(element) }
    }

    /// Takes the next one out.
    mutating func pop() -> Element? {
        if let element = popUrgent() { return element }
        while let element = usual.pop() { if take(element, isUrgent: false) { return element } }
        return nil
    }

    /// Takes the next one out of those who lose access.
    mutating func popUrgent() -> Element? {
        while let element = urgent.pop() { if take(element, isUrgent: true) { return element } }
        return nil
    }

    /// Whether an entry still stands for somebody: who has moved up left one behind.
    private mutating func take(_ element: Element, isUrgent: Bool) -> Bool {
        guard waiting[element] == isUrgent else { return false }
        waiting[element] = nil
        return true
    }
}
