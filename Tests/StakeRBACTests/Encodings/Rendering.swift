// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// One of the many texts that mean the same document, or a text that nearly does.
struct Rendering {
    /// A member beside another: its key, and its value's text.
    typealias Member = (key: String, value: String)

    var dice: Dice
    /// Members in any order.
    var shuffles = false
    /// Space wherever it may be.
    var spaces = false
    /// Letters as `\u` escapes.
    var escapes = false
    /// Whole numbers with a fraction of nothing.
    var decimals = false
    /// What stands in a member's place; itself if nothing is said.
    ///
    /// Gets the path to the member, the member's own key last.
    var members: ((_ path: [String], _ member: Member) -> [Member])?

    mutating func text(_ tree: Tree) -> String { text(tree, []) }

    private mutating func text(_ tree: Tree, _ path: [String]) -> String {
        switch tree {
        case .null, .bool: return space() + tree.json + space()
        case .number(let number):
            let isWhole = decimals && number.allSatisfy { $0.isNumber || $0 == "-" }
            return space() + number + (isWhole ? dice.pick([".0", "e0", ".00"]) : "") + space()
        case .text(let text): return space() + string(text) + space()
        case .list(let list):
            var elements: [String] = []
            for element in list { elements.append(text(element, path + ["[]"])) }
            return space() + "[\(elements.joined(separator: ","))\(space())]" + space()
        case .object(let object):
            // In a fixed order first: that of a dictionary is another with each run.
            var keys = object.keys.sorted()
            if shuffles { keys.shuffle(using: &dice) }
            var texts: [String] = []
            for key in keys {
                let place = path + [key]
                let member = (key, text(object[key] ?? .null, place))
                for (key, value) in members?(place, member) ?? [member] {
                    texts.append(space() + string(key) + space() + ":" + value)
                }
            }
            return space() + "{\(texts.joined(separator: ","))\(space())}" + space()
        }
    }

    private mutating func string(_ text: String) -> String {
        guard escapes else { return Tree.text(text).json }
        var escaped = ""
        for unit in text.utf16 {
            // Halves of a pair are escaped together or not at all.
            let isPlain = unit >= 0x20 && unit < 0x7F && unit != 0x22 && unit != 0x5C && dice.oneIn(2)
            escaped += isPlain ? String(UnicodeScalar(UInt8(unit))) : "\\u" + Self.digits(unit, dice.oneIn(2))
        }
        return "\"\(escaped)\""
    }

    private static func digits(_ unit: UInt16, _ isUpper: Bool) -> String {
        let digits = String(unit, radix: 16, uppercase: isUpper)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private mutating func space() -> String { spaces ? dice.pick(["", " ", "\n\t", "  \r\n"]) : "" }
}
