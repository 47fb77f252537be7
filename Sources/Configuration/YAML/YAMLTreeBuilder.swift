// SPDX-License-Identifier: Apache-2.0

/// Makes a tree out of events and refuses what a configuration must not hold.
struct YAMLTreeBuilder: ~Copyable, ~Escapable {
    private var parser: YAMLEventParser
    private let limits: YAMLLimits
    private var nodes = 0

    @_lifetime(copy parser)
    init(parser: consuming YAMLEventParser, limits: YAMLLimits) {
        self.parser = parser
        self.limits = limits
    }

    /// Reads the one document that the stream must hold.
    mutating func document() throws(Problem) -> YAMLNode {
        _ = try parser.next()  // the start of the stream
        let start = try parser.next()
        guard case .documentStart = start.event else { throw problem(.empty, start.position, "the file is empty") }
        let first = try parser.next()
        let root = try node(first.event, first.position, depth: 0)
        _ = try parser.next()  // the end of the document: nothing else can follow a root
        let end = try parser.next()
        guard case .streamEnd = end.event else {
            throw problem(.severalDocuments, end.position, "a second document starts here; write one document per file")
        }
        return root
    }

    private mutating func node(
        _ event: YAMLEventParser.Event, _ position: Position, depth: Int
    ) throws(Problem) -> YAMLNode {
        try count(position)
        switch event {
        case .scalar(let text, let isPlain, let properties):
            let tag = try coreTag(properties, position)
            guard !text.utf8.contains(0) else { throw problem(.encoding, position, "a value holds a NUL character") }
            let isTextual = tag == "str"
            guard tag == nil || isTextual || ["int", "float", "bool", "null"].contains(tag) else {
                throw problem(.tag, position, "the tag does not fit a single value")
            }
            return YAMLNode(content: .scalar(text, isPlain: isPlain && !isTextual), position: position)
        case .sequenceStart(let properties):
            guard [nil, "seq"].contains(try coreTag(properties, position)) else {
                throw problem(.tag, position, "the tag does not fit a list")
            }
            return try sequence(position, depth: depth + 1)
        case .mappingStart(let properties):
            guard [nil, "map"].contains(try coreTag(properties, position)) else {
                throw problem(.tag, position, "the tag does not fit a mapping")
            }
            return try mapping(position, depth: depth + 1)
        case .alias:
            throw problem(.alias, position, "aliases are not allowed; write the value out")
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw problem(.syntax, position, "a value is missing")
        }
    }

    private mutating func sequence(_ position: Position, depth: Int) throws(Problem) -> YAMLNode {
        try checkDepth(depth, position)
        var items: [YAMLNode] = []
        while true {
            let next = try parser.next()
            if case .sequenceEnd = next.event { return YAMLNode(content: .sequence(items), position: position) }
            items.append(try node(next.event, next.position, depth: depth))
        }
    }

    private mutating func mapping(_ position: Position, depth: Int) throws(Problem) -> YAMLNode {
        try checkDepth(depth, position)
        var entries: [YAMLNode.Entry] = []
        var keys: Set<String> = []
        while true {
            let next = try parser.next()
            if case .mappingEnd = next.event { return YAMLNode(content: .mapping(entries), position: position) }
            let key = try key(next.event, next.position)
            guard keys.insert(key).inserted else {
                let name = Quoted.name(key) ?? "a key"
                throw problem(.duplicateKey, next.position, "\(name) stands twice in this mapping; remove one")
            }
            let value = try parser.next()
            entries.append(
                YAMLNode.Entry(
                    key: key, position: next.position, value: try node(value.event, value.position, depth: depth)))
        }
    }

    private mutating func key(_ event: YAMLEventParser.Event, _ position: Position) throws(Problem) -> String {
        // Asked first: what a long list as a key holds need not be read.
        switch event {
        case .sequenceStart, .mappingStart: throw problem(.wrongType, position, "a key must be a single value")
        default: break
        }
        guard case .scalar(let text, _) = try node(event, position, depth: 0).content else { return "" }
        return text
    }

    private mutating func count(_ position: Position) throws(Problem) {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw problem(.tooManyNodes, position, "more than \(limits.nodes) values in one file")
        }
    }

    private func checkDepth(_ depth: Int, _ position: Position) throws(Problem) {
        guard depth <= limits.depth else {
            throw problem(.tooDeep, position, "nested deeper than \(limits.depth) levels")
        }
    }

    /// The short name of a tag of YAML's own, if there is a tag at all.
    private func coreTag(_ properties: YAMLEventParser.Properties, _ position: Position) throws(Problem) -> String? {
        guard !properties.hasAnchor else { throw problem(.alias, position, "anchors are not allowed") }
        guard let tag = properties.tag else { return nil }
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { throw problem(.tag, position, "tags of one's own are not allowed") }
        return String(tag.dropFirst(prefix.count))
    }

    private func problem(_ code: Problem.Code, _ position: Position, _ reason: String) -> Problem {
        Problem(code, at: .file(parser.name, position), reason)
    }
}
