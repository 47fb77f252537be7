// SPDX-License-Identifier: Apache-2.0

/// Two texts side by side, as diff(1) writes it with `-u`.
enum UnifiedDiff {
    /// How many equal lines are shown around others.
    private static let context = 3
    /// More pairs of lines than this are not compared: all of the one goes, all of the other comes.
    private static let maximumPairs = 4_000_000

    private enum Line: Equatable {
        case same(String), old(String), new(String)

        var isSame: Bool { if case .same = self { true } else { false } }

        var text: String {
            switch self {
            case .same(let text): " \(text)\n"
            case .old(let text): "-\(text)\n"
            case .new(let text): "+\(text)\n"
            }
        }
    }

    /// The difference; empty where there is none.
    ///
    /// `nil` is a file that is not there.
    static func text(old: [UInt8]?, new: [UInt8]?, path: String) -> String {
        guard old != new else { return "" }
        let lines = compare(split(old), split(new))
        var text = "--- \(old == nil ? "/dev/null" : path)\n+++ \(new == nil ? "/dev/null" : path)\n"
        var index = 0
        var (oldNumber, newNumber) = (1, 1)
        while let first = lines[index...].firstIndex(where: { !$0.isSame }) {
            let start = max(index, first - context)
            (oldNumber, newNumber) = (oldNumber + start - index, newNumber + start - index)
            let end = end(of: lines, from: first)
            let hunk = lines[start..<end]
            let olds = hunk.count { if case .new = $0 { false } else { true } }
            let news = hunk.count { if case .old = $0 { false } else { true } }
            text += "@@ -\(range(oldNumber, olds)) +\(range(newNumber, news)) @@\n"
            text += hunk.map { visible($0.text) }.joined()
            (oldNumber, newNumber) = (oldNumber + olds, newNumber + news)
            index = end
        }
        return text
    }

    /// Behind the last line that is shown: changes that are near each other are shown as one.
    private static func end(of lines: [Line], from first: Int) -> Int {
        var last = first
        while let next = lines[(last + 1)...].firstIndex(where: { !$0.isSame }), next - last <= 2 * context + 1 {
            last = next
        }
        return min(lines.count, last + 1 + context)
    }

    private static func range(_ number: Int, _ count: Int) -> String {
        count == 0 ? "\(number - 1),0" : count == 1 ? "\(number)" : "\(number),\(count)"
    }

    private static func split(_ bytes: [UInt8]?) -> [String] {
        guard let bytes, !bytes.isEmpty else { return [] }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { String($0) }
    }

    /// A file of somebody else's may hold anything; only the end of a line is one.
    private static func visible(_ line: String) -> String {
        let parts = line.dropLast().split(separator: "\t", omittingEmptySubsequences: false)
        return parts.map { TextWriter.visible(String($0)) }.joined(separator: "\t") + "\n"
    }

    /// By the longest common subsequence.
    private static func compare(_ old: [String], _ new: [String]) -> [Line] {
        guard old.count * new.count <= maximumPairs else { return old.map { .old($0) } + new.map { .new($0) } }
        let width = new.count + 1
        var lengths: [Int32] = .init(repeating: 0, count: (old.count + 1) * width)
        for first in old.indices.reversed() {
            for second in new.indices.reversed() {
                lengths[first * width + second] =
                    old[first] == new[second]
                    ? lengths[(first + 1) * width + second + 1] + 1
                    : max(lengths[(first + 1) * width + second], lengths[first * width + second + 1])
            }
        }
        var lines: [Line] = []
        var (first, second) = (0, 0)
        while first < old.count, second < new.count {
            if old[first] == new[second] {
                lines.append(.same(old[first]))
                (first, second) = (first + 1, second + 1)
            } else if lengths[(first + 1) * width + second] >= lengths[first * width + second + 1] {
                lines.append(.old(old[first]))
                first += 1
            } else {
                lines.append(.new(new[second]))
                second += 1
            }
        }
        return lines + old[first...].map { .old($0) } + new[second...].map { .new($0) }
    }
}
