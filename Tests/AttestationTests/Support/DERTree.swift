// SPDX-License-Identifier: Apache-2.0

/// A certificate taken apart, so that a test can change one element and have the lengths around it right again.
indirect enum DERTree {
    case constructed(UInt8, [DERTree])
    case primitive(UInt8, [UInt8])
    /// These bytes, whatever they are.
    case raw([UInt8])

    /// Reads what is known to be well-formed.
    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        self = Self.next(&rest)
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) -> DERTree {
        let tag = rest.removeFirst()
        var length = Int(rest.removeFirst())
        if length >= 0x80 {
            let count = length & 0x7f
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest.removeFirst(count)
        }
        var content = rest.prefix(length)
        rest.removeFirst(length)
        guard tag & 0x20 != 0 else { return .primitive(tag, Array(content)) }
        var children: [DERTree] = []
        while !content.isEmpty { children.append(next(&content)) }
        return .constructed(tag, children)
    }

    /// The bytes, lengths written the shortest way.
    var encoded: [UInt8] {
        switch self {
        case .raw(let bytes): bytes
        case .primitive(let tag, let content): [tag] + Self.length(content.count) + content
        case .constructed(let tag, let children):
            [tag] + Self.length(children.reduce(0) { $0 + $1.encoded.count }) + children.flatMap(\.encoded)
        }
    }

    static func length(_ count: Int) -> [UInt8] {
        switch count {
        case 0..<0x80: [UInt8(count)]
        case 0x80..<0x100: [0x81, UInt8(count)]
        default: [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
        }
    }

    /// What lies in it.
    var children: [DERTree] {
        get { if case .constructed(_, let children) = self { children } else { [] } }
        set { if case .constructed(let tag, _) = self { self = .constructed(tag, newValue) } }
    }

    /// The bytes in it.
    var content: [UInt8] {
        get { if case .primitive(_, let content) = self { content } else { [] } }
        set { if case .primitive(let tag, _) = self { self = .primitive(tag, newValue) } }
    }

    /// The element that is found by these steps.
    subscript(path: [Int]) -> DERTree {
        get { path.reduce(self) { $0.children[$1] } }
        set {
            guard let first = path.first else {
                self = newValue
                return
            }
            children[first][Array(path.dropFirst())] = newValue
        }
    }
}
