// SPDX-License-Identifier: Apache-2.0
public import Bytes
internal import Crypto
internal import Wire

extension AuditProof {
    /// The longest file that can be one: two lines, each escaped, and four paths.
    public static let longestFile = 1 << 20

    /// Appends the file's text.
    public func append(to text: inout ByteBuffer) {
        text.append("{\"format\":")
        text.append(json: Self.format)
        text.append(",\n\"cluster\":")
        text.append(json: cluster)
        text.append(",\n\"log\":")
        text.append(json: log)
        text.append(",\n\"index\":")
        text.append(decimal: UInt(index))
        text.append(",\n\"line\":")
        text.append(json: line)
        text.append(",\n\"head\":{")
        Self.append(head, &text)
        text.append("},\n\"path\":")
        Self.append(path, &text)
        text.append(",\n\"anchor\":{\"line\":")
        text.append(json: anchorLine)
        text.append(",\"path\":")
        Self.append(anchorPath, &text)
        text.append("},\n\"anchored\":{")
        Self.append(anchored, &text)
        text.append("}")
        if let since {
            text.append(",\n\"consistency\":{")
            Self.append(since.anchored, &text)
            text.append(",\"path\":")
            Self.append(since.path, &text)
            text.append("}")
        }
        text.append("}\n")
    }

    private static func append(_ head: TreeHead, _ text: inout ByteBuffer) {
        text.append("\"size\":")
        text.append(decimal: UInt(head.size))
        text.append(",\"root\":\"")
        text.append(head.root.hex)
        text.append("\"")
    }

    private static func append(_ anchored: Anchored, _ text: inout ByteBuffer) {
        text.append("\"seq\":")
        text.append(decimal: UInt(anchored.sequence))
        text.append(",")
        append(anchored.head, &text)
    }

    private static func append(_ path: [Bytes32], _ text: inout ByteBuffer) {
        text.append("[")
        for (place, root) in path.enumerated() {
            text.append(place == 0 ? "\"" : ",\"")
            text.append(root.hex)
            text.append("\"")
        }
        text.append("]")
    }

    /// Reads a file; `nil` if it is none.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= Self.longestFile, var parser = try? JSONParser(maximumBytes: Self.longestFile) else {
            return nil
        }
        let read = try? parser.withDocument(bytes) { document throws(JSONError) in try Self.read(document) }
        guard let proof = read ?? nil else { return nil }
        self = proof
    }

    private static func read(_ document: borrowing JSONValue) throws(JSONError) -> AuditProof? {
        guard document.kind == .object, let format = try text(document, "format"), format == Self.format,
            let cluster = try text(document, "cluster"), let log = try text(document, "log"),
            let index = try number(document, "index"), let line = try text(document, "line"),
            let head = try document.member("head"), let tree = try Self.head(head),
            let path = try path(document, InclusionProof.longestPath),
            let anchor = try document.member("anchor"), anchor.kind == .object,
            let anchorLine = try text(anchor, "line"),
            let anchorPath = try Self.path(anchor, InclusionProof.longestPath),
            let root = try document.member("anchored"), let anchored = try anchored(root)
        else { return nil }
        var proof = AuditProof(
            cluster: cluster, log: log, index: index, line: line, head: tree, path: path, anchorLine: anchorLine,
            anchorPath: anchorPath, anchored: anchored)
        guard let older = try document.member("consistency") else { return proof }
        guard let before = try Self.anchored(older), let rest = try Self.path(older, ConsistencyProof.longestPath)
        else {
            return nil
        }
        proof.since = Since(anchored: before, path: rest)
        return proof
    }

    private static func text(_ value: borrowing JSONValue, _ key: StaticString) throws(JSONError) -> String? {
        guard let bytes = try value.member(key)?.string else { return nil }
        return String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }

    private static func number(_ value: borrowing JSONValue, _ key: StaticString) throws(JSONError) -> UInt64? {
        try value.member(key)?.integer.flatMap(UInt64.init(exactly:))
    }

    private static func head(_ value: borrowing JSONValue) throws(JSONError) -> TreeHead? {
        guard value.kind == .object, let size = try number(value, "size"), let root = try text(value, "root"),
            let hash = Bytes32(hex: root)
        else { return nil }
        return TreeHead(size: size, root: hash)
    }

    private static func anchored(_ value: borrowing JSONValue) throws(JSONError) -> Anchored? {
        guard let head = try head(value), let sequence = try number(value, "seq") else { return nil }
        return Anchored(sequence: sequence, head: head)
    }

    private static func path(_ value: borrowing JSONValue, _ limit: Int) throws(JSONError) -> [Bytes32]? {
        guard let list = try value.member("path"), list.kind == .array else { return nil }
        var path: [Bytes32] = []
        var walk = list.children
        while walk.advance() {
            guard path.count < limit, let text = walk.value?.string, let root = Bytes32(hex: text) else { return nil }
            path.append(root)
        }
        return path
    }
}
