// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// One row of the table: a resource, what is done to it, and in which places each tier may.
struct Row: CustomTestStringConvertible {
    /// The places for each tier, by their letters: viewer, developer, admin, super.
    typealias Cells = (viewer: String, developer: String, admin: String, super: String)

    var group: String
    var resource: String
    var part: String
    var cells: Cells
    /// Whether the engine knows the kind; of another the authorizer allows nothing itself.
    var isKnown = true

    /// `pods`, `deployments.apps`, `pods/exec`.
    init(_ name: String, _ viewer: String, _ developer: String, _ admin: String, _ super: String) {
        let halves = name.split(separator: "/", maxSplits: 1).map(String.init)
        let words = halves[0].split(separator: ".", maxSplits: 1).map(String.init)
        resource = words[0]
        group = words.count > 1 ? words[1] : ""
        part = halves.count > 1 ? halves[1] : ""
        cells = (viewer, developer, admin, `super`)
    }

    var testDescription: String { resource + (group.isEmpty ? "" : "." + group) + (part.isEmpty ? "" : "/" + part) }

    subscript(tier: Tier) -> String {
        switch tier {
        case .viewer: cells.viewer
        case .developer: cells.developer
        case .admin: cells.admin
        case .super: cells.super
        }
    }

    /// The places where each tier may do something, as the engine has them.
    func places(_ isAllowed: (Tier, Place) throws -> Bool) rethrows -> [String] {
        try Tier.allCases.map { tier in
            try String(Place.allCases.filter { try isAllowed(tier, $0) }.map(\.rawValue))
        }
    }

    /// The places where each tier may do it, as they are written here.
    var written: [String] {
        Tier.allCases.map { tier in String(Place.letters.filter { self[tier].contains($0) }) }
    }

    /// Where admission lets each tier do it.
    func admitted(_ operation: Asked.Operation) throws -> [String] {
        try places { tier, place in
            var asked = Asked(operation, resource, group: group, part: part, in: place.namespace)
            let object = Harmless.object(group, resource, part, operation)
            asked.object = operation == .delete ? nil : object
            asked.old = operation == .update || operation == .delete ? object : nil
            return try Place.engine.verdict(asked, by: Asked.staker(tier)).isAllowed
        }
    }

    /// Where the authorizer does not stand in each tier's way.
    func permitted(_ verb: String) throws -> [String] {
        try places { tier, place in
            let wanted = Wanted(verb, resource, group: group, part: part, in: place.namespace)
            switch try Place.engine.opinion(wanted, by: Asked.staker(tier)) {
            case .denied: return false
            case .none: #expect(!isKnown)
            case .permitted: #expect(isKnown)
            }
            return true
        }
    }
}

extension Row {
    /// A kind that nobody has told the engine of.
    static func unknown(_ name: String, _ viewer: String, _ developer: String, _ admin: String, _ super: String) -> Row
    {
        var row = Row(name, viewer, developer, admin, `super`)
        row.isKnown = false
        return row
    }
}
