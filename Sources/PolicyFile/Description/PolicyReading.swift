// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// One file being read: where problems and warnings go.
final class PolicyReading {
    let file: String
    let now: WallTime
    let problems = ProblemList()
    private(set) var warnings: [String] = []

    init(file: String, now: WallTime) {
        self.file = file
        self.now = now
    }

    /// Adds what is no problem; of a file that is full of it, no more than of problems.
    func warn(_ warning: Problem) {
        if warnings.count < ProblemList.limit { warnings.append(warning.description) }
    }
}

/// A value in the file, with the way to it.
struct Place {
    let node: YAMLNode
    let path: ValuePath
    let reading: PolicyReading

    init(_ node: YAMLNode, at path: ValuePath, _ reading: PolicyReading) {
        self.node = node
        self.path = path
        self.reading = reading
    }

    /// What the mapping has under `name`; `nil` for nothing.
    subscript(name: String) -> Place? {
        node.descendant([name]).map { Place($0, at: .name(path, name), reading) }
    }

    /// The items of a list; reports and answers `nil` if it is none, or too long or too short.
    func items(_ count: ClosedRange<Int>) -> [Place]? {
        guard case .sequence(let items) = node.content else {
            report(.wrongType, "must be a list, not \(node.kind)")
            return nil
        }
        guard items.count <= count.upperBound else {
            report(.outOfRange, "holds \(items.count) items; at most \(count.upperBound) are allowed")
            return nil
        }
        guard items.count >= count.lowerBound else {
            report(.outOfRange, "needs at least \(count.lowerBound)")
            return nil
        }
        return children
    }

    /// What a list holds, however much; nothing of anything else.
    var children: [Place] {
        guard case .sequence(let items) = node.content else { return [] }
        return items.enumerated().map { Place($1, at: .index(path, $0), reading) }
    }

    /// The text of a single value; empty for anything else.
    var text: String {
        guard case .scalar(let text, _) = node.content else { return "" }
        return text
    }

    /// The value as `kind`; reports and answers `nil` if it is none.
    func value<Value>(_ kind: ValueKind<Value>) -> Value? {
        reading.problems.read(node, kind, at: path, of: reading.file, repeatsValues: true)
    }

    /// Says what is wrong here.
    func report(_ code: Problem.Code, _ reason: String) { reading.problems.report(problem(code, reason)) }

    /// Says what an operator should know though nothing is wrong.
    func warn(_ text: String) { reading.warn(problem(.conflict, text)) }

    private func problem(_ code: Problem.Code, _ reason: String) -> Problem {
        Problem(code, at: .file(reading.file, node.position), key: "\(path)", reason)
    }
}
