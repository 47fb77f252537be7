// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// An object of the apiserver's, or a part of one, as a value: what there is and what there should be are compared by it.
indirect enum ObjectTree: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([ObjectTree])
    case object([String: ObjectTree])
    /// Something that nothing of ours is equal to: a fraction.
    case other

    /// A member; `nil` where there is none.
    subscript(key: String) -> ObjectTree? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The text, if it is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// Members whose values are texts.
    static func texts(_ members: [String: String]) -> ObjectTree { .object(members.mapValues { .text($0) }) }

    private var isEmpty: Bool {
        switch self {
        case .list(let list): list.isEmpty
        case .object(let members): members.isEmpty
        case .text, .number, .flag, .other: false
        }
    }

    /// Whether all that is wanted is there.
    ///
    /// What others have put into an object stays theirs; a list is wanted as a whole. An apiserver leaves out what is empty.
    func covers(_ wanted: ObjectTree) -> Bool {
        switch (self, wanted) {
        case (.object(let here), .object(let wanted)):
            wanted.allSatisfy { key, value in here[key]?.covers(value) ?? value.isEmpty }
        case (.list(let here), .list(let wanted)):
            here.count == wanted.count && zip(here, wanted).allSatisfy { $0.covers($1) }
        default: self == wanted && self != .other
        }
    }

    /// Appends it as JSON, members in the order of their names: one value is one sequence of bytes.
    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .text(let text): buffer.append(json: text)
        case .number(let number): buffer.append(decimal: number)
        case .flag(let flag): buffer.append(flag ? "true" as StaticString : "false")
        case .other: buffer.append("null" as StaticString)
        case .list(let list):
            buffer.append(UInt8(ascii: "["))
            for (index, item) in list.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                item.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .object(let members):
            buffer.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(json: member.key)
                buffer.append(UInt8(ascii: ":"))
                member.value.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }

    /// It as JSON.
    var json: [UInt8] {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return buffer.bytes
    }
}
