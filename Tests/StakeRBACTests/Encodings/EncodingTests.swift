// SPDX-License-Identifier: Apache-2.0
import Reviews
import SealAuthN
import TestSupport
import Testing

@testable import StakeRBAC

/// What a request means does not depend on how it is written down; and no way of writing makes a refused one an allowed one.
struct EncodingTests {
    private static let requestsPerSeed = 6

    /// Plays requests by chance: a tree of the body, and what the engine says to a text in its place.
    private func forEachBody(
        _ salt: Int, _ body: (Tree, inout Dice, (String) throws -> Verdict) throws -> String?
    ) throws {
        for seed in Seeds.all {
            var dice = Dice(seed: seed * 64 + 32 + salt)
            for _ in 0..<Self.requestsPerSeed {
                let identity = RandomRequest.identity(dice.pick(Tier.allCases), &dice)
                let group = identity.isLimited ? "seal:limited" : "seal:\(identity.tier.name)"
                let text = RandomRequest.write(&dice).body(identity.username, ["seal:stakers", group])
                let ask = { (text: String) in try Place.engine.verdict(on: text, by: .staker(identity)) }
                let fault = try body(try Tree(json: text), &dice, ask)
                if let fault { Issue.record("seed \(seed), \(identity.tier): \(fault): \(text)") }
            }
        }
    }

    /// Whether a text is allowed; one that cannot be read is not.
    private func isAllowed(_ text: String, _ ask: (String) throws -> Verdict) throws -> Bool {
        do {
            return try ask(text).isAllowed
        } catch is ReviewError {
            return false
        }
    }

    @Test func `order, space and escapes mean nothing`() throws {
        try forEachBody(0) { tree, dice, ask in
            var plain = Rendering(dice: dice)
            var dressed = Rendering(dice: dice)
            (dressed.shuffles, dressed.spaces, dressed.escapes) = (dice.oneIn(2), dice.oneIn(2), dice.oneIn(2))
            let (first, text) = (try ask(plain.text(tree)), dressed.text(tree))
            let second = try ask(text)
            // Findings may come in another order, as what they name does.
            let isSame = first.isAllowed == second.isAllowed
            let isSameSet = Set(first.denials.map(\.rule)) == Set(second.denials.map(\.rule))
            return isSame && isSameSet ? nil : "\(first), \(second) for \(text)"
        }
    }

    @Test func `fields of reviews that nobody knows mean nothing`() throws {
        let more: [Rendering.Member] = [
            ("zz", "[{\"a\":1}]"), ("zz", "2"), ("Operation", "\"DELETE\""), ("NAMESPACE", "\"x\""), ("Object", "null"),
            ("userinfo", "{}"), ("user_info", "7"), ("operation ", "\"DELETE\""), ("", "1"), ("dryrun", "true"),
        ]
        try forEachBody(1) { tree, dice, ask in
            var plain = Rendering(dice: dice)
            var dressed = Rendering(dice: dice)
            dressed.members = { path, member in
                let isReviews = path.count <= 2 || path.count == 3 && path[1] == "userInfo"
                return isReviews ? more.dropLast(path.count) + [member] + more.dropFirst(path.count) : [member]
            }
            let (first, second) = (try ask(plain.text(tree)), try ask(dressed.text(tree)))
            return first == second ? nil : "\(first), \(second)"
        }
    }

    /// Go's decoder would take another case for the same field; the apiserver's own never does, and never sends one.
    @Test func `a twin in another case allows nothing more`() throws {
        let harmless = ["false", "null", "true", "{}", "[]", "0", "\"\"", "\"ClusterIP\"", "\"Opaque\"", "\"thing\""]
        try forEachBody(2) { tree, dice, ask in
            var plain = Rendering(dice: dice)
            var dressed = Rendering(dice: dice)
            let (value, share, isFirst, isUpper) = (
                dice.pick(harmless), 1 + dice.next() % 8, dice.oneIn(2), dice.oneIn(2)
            )
            var coin = dice
            dressed.members = { _, member in
                guard coin.oneIn(share) else { return [member] }
                let twin =
                    isUpper ? member.key.uppercased() : member.key.prefix(1).uppercased() + member.key.dropFirst()
                guard twin != member.key else { return [member] }
                return isFirst ? [(twin, value), member] : [member, (twin, value)]
            }
            let text = dressed.text(tree)
            guard try isAllowed(text, ask), try !isAllowed(plain.text(tree), ask) else { return nil }
            return "allowed as \(text)"
        }
    }

    /// Of two members with one key, readers have taken the first or the last.
    @Test func `a key that stands twice allows nothing more`() throws {
        let others = ["false", "null", "true", "{}", "[]", "0", "\"\"", "\"x\"", "\"ClusterIP\""]
        try forEachBody(3) { tree, dice, ask in
            var plain = Rendering(dice: dice)
            var dressed = Rendering(dice: dice)
            let (value, share, isFirst) = (dice.pick(others), 1 + dice.next() % 8, dice.oneIn(2))
            var coin = dice
            dressed.members = { _, member in
                guard coin.oneIn(share) else { return [member] }
                return isFirst ? [(member.key, value), member] : [member, (member.key, value)]
            }
            let text = dressed.text(tree)
            guard try isAllowed(text, ask), try !isAllowed(plain.text(tree), ask) else { return nil }
            return "allowed as \(text)"
        }
    }

    @Test(arguments: [
        "uid", "operation", "resource", "subResource", "name", "namespace", "userInfo", "object", "dryRun",
    ])
    func `a key of the review that decides stands once`(_ key: String) throws {
        var identity = Asked.staker(.super)
        identity.permissions = ["*:*"]
        let body = try Tree(json: Asked(.create, "configmaps").body(identity.username, ["seal:limited"]))
        var dressed = Rendering(dice: Dice(seed: 0))
        dressed.members = { path, member in path == ["request", key] ? [member, member] : [member] }
        let text = dressed.text(body)
        #expect(throws: ReviewError.duplicateKey) { try Place.engine.verdict(on: text, by: .staker(identity)) }
        let nested: [String: [String]] = [
            "resource": ["group", "resource"], "userInfo": ["username", "uid", "groups"],
        ]
        for inner in nested[key] ?? [] {
            dressed.members = { path, member in path == ["request", key, inner] ? [member, member] : [member] }
            let text = dressed.text(body)
            #expect(throws: ReviewError.duplicateKey, "\(inner)") {
                try Place.engine.verdict(on: text, by: .staker(identity))
            }
        }
    }

    /// Names of labels and the like are data: a label whose value is null is there.
    private static let maps: Set = ["labels", "annotations", "matchLabels", "data", "parameters", "requests", "limits"]

    @Test func `what is null is as absent`() throws {
        try forEachBody(4) { tree, dice, ask in
            let (share, seed) = (1 + dice.next() % 12, Int(truncatingIfNeeded: dice.next() >> 32))
            var (absent, null) = (Rendering(dice: dice), Rendering(dice: dice))
            // The same members of both states of an object.
            func isChosen(_ path: [String]) -> Bool {
                let place = path.dropFirst(2).joined(separator: "/").utf8.reduce(seed) { $0 &* 31 &+ Int($1) }
                var coin = Dice(seed: place)
                return coin.oneIn(share)
            }
            func isData(_ path: [String]) -> Bool {
                // The review itself has fields that must be there.
                path.count < 3 || !["object", "oldObject"].contains(path[1])
                    || path.dropLast().contains(where: Self.maps.contains)
            }
            absent.members = { path, member in
                guard !isData(path), isChosen(path) else { return [member] }
                return []
            }
            null.members = { path, member in
                guard !isData(path), isChosen(path) else { return [member] }
                return [(member.key, "null")]
            }
            let (first, second) = (absent.text(tree), null.text(tree))
            let (with, without) = (try ask(second), try ask(first))
            let isSame = Set(with.denials.map(\.rule)) == Set(without.denials.map(\.rule))
            // Of an update, what is null in one state and absent in the other has changed: it is looked at again.
            let isUpdate = tree["request"]["operation"].text == "UPDATE"
            let isStricter = isUpdate && (without.isAllowed || !with.isAllowed)
            return isSame || isStricter ? nil : "\(without) for \(first), \(with) for \(second)"
        }
    }

    /// An apiserver never sends them; what is no whole number is not taken for one.
    @Test func `numbers with a fraction allow nothing more`() throws {
        try forEachBody(5) { tree, dice, ask in
            var (plain, dressed) = (Rendering(dice: dice), Rendering(dice: dice))
            dressed.decimals = true
            let text = dressed.text(tree)
            guard try isAllowed(text, ask), try !isAllowed(plain.text(tree), ask) else { return nil }
            return "allowed as \(text)"
        }
    }

    @Test func `what is unknown in an object allows nothing more`() throws {
        try forEachBody(6) { tree, dice, ask in
            var (plain, dressed) = (Rendering(dice: dice), Rendering(dice: dice))
            dressed.members = { path, member in path.count > 2 ? [("zz", "\"y\""), member, ("zz", "{}")] : [member] }
            let text = dressed.text(tree)
            guard try isAllowed(text, ask), try !isAllowed(plain.text(tree), ask) else { return nil }
            return "allowed as \(text)"
        }
    }
}
