// SPDX-License-Identifier: Apache-2.0

/// What comes out otherwise under another policy.
struct Difference: Sendable {
    /// Which way it goes.
    enum Direction: String, Sendable {
        case widens, narrows
        /// A setting that no request shows.
        case changes

        var mark: String {
            switch self {
            case .widens: "+"
            case .narrows: "-"
            case .changes: "~"
            }
        }
    }

    let who: String
    /// What is done; empty where it is part of `what`, or nothing is.
    private(set) var verbs: [String]
    let what: String
    let before: String
    let after: String
    let direction: Direction

    /// A setting.
    init(setting what: String, _ before: String, _ after: String) {
        (who, verbs, self.what, self.before, self.after) = ("settings", [], what, before, after)
        direction = .changes
    }

    /// A request; `nil` if both answer the same.
    init?(_ who: String, _ verb: String, _ what: String, _ before: PolicyAnswer, _ after: PolicyAnswer) {
        guard before.outcome != after.outcome else { return nil }
        (self.who, verbs, self.what) = (who, verb.isEmpty ? [] : [verb], what)
        (self.before, self.after) = (before.outcome.word, after.outcome.word)
        direction = before.outcome < after.outcome ? .widens : .narrows
    }

    /// Those that differ in their verbs alone as one.
    static func merged(_ differences: [Difference]) -> [Difference] {
        var merged: [Difference] = []
        var places: [[String]: Int] = [:]
        for difference in differences {
            let key = [difference.who, difference.what, difference.before, difference.after]
            if let place = places[key], !difference.verbs.isEmpty {
                merged[place].verbs += difference.verbs
            } else {
                places[key] = merged.count
                merged.append(difference)
            }
        }
        return merged
    }

    /// `+ developer: create services (NodePort) in own namespace: denied → allowed`.
    var line: String { TextWriter.visible("\(direction.mark) \(who): \(request): \(before) → \(after)") }

    private var request: String { (verbs.isEmpty ? "" : verbs.joined(separator: ", ") + " ") + what }

    var report: Report {
        .of(
            ("who", .text(who)), ("what", .text(request)), ("before", .text(before)), ("after", .text(after)),
            ("direction", .text(direction.rawValue)))
    }

    /// `3 differences: 2 widen, 1 narrow, 0 in settings`.
    static func sum(_ differences: [Difference]) -> String {
        func count(_ direction: Direction) -> Int { differences.count { $0.direction == direction } }
        return "\(differences.count) differences: \(count(.widens)) widen, \(count(.narrows)) narrow, "
            + "\(count(.changes)) in settings"
    }
}
