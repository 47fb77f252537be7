// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import PolicyFile
import StakeRBAC
import TestSupport
import Testing

@Suite struct PolicySchemaTests {
    private static let file = TestFiles.root + "docs/policy.schema.json"
    private static let python = ProcessEnvironment.variables["PYSUI_PYTHON"] ?? ""
    private static let hasPython = !python.isEmpty && PythonPeer.has(python, modules: "jsonschema, yaml")

    /// The ways to all names that a schema knows.
    private static func names(_ schema: Tree, under way: String = "") -> Set<String> {
        var names: Set<String> = []
        if case .object(let members) = schema["properties"] {
            for (name, member) in members where member["not"] == .null {
                names.insert(way + name)
                names.formUnion(Self.names(member, under: way + name + "."))
            }
        }
        if case .object = schema["items"] { names.formUnion(Self.names(schema["items"], under: way)) }
        if case .list(let choices) = schema["oneOf"] {
            for choice in choices { names.formUnion(Self.names(choice, under: way)) }
        }
        return names
    }

    /// The ways to all names that a file uses.
    private static func names(_ node: YAMLNode, under way: String = "") -> Set<String> {
        switch node.content {
        case .scalar: return []
        case .sequence(let items): return items.reduce(into: []) { $0.formUnion(names($1, under: way)) }
        case .mapping(let entries):
            return entries.reduce(into: []) { names, entry in
                names.insert(way + entry.key)
                names.formUnion(Self.names(entry.value, under: way + entry.key + "."))
            }
        }
    }

    @Test func `the published schema is the one that the reader makes`() throws {
        let published = try FileContents.read(Self.file, limit: 1 << 20).bytes
        #expect(String(decoding: published, as: UTF8.self) == PolicySchema.text)
    }

    // Both documents are taken by the reader: what it knows is what they use, and the schema must know just that.
    @Test func `the schema knows every name that the reader knows, and no other`() throws {
        var used: Set<String> = []
        for text in [Policies.sample, PolicyText.builtIn] {
            guard case .success = Policies.load(text) else {
                Issue.record("refused")
                return
            }
            let bytes = Array(text.utf8)
            used.formUnion(Self.names(try YAMLDocument.parse(bytes.span, name: "p").root))
        }
        #expect(Self.names(try Tree(json: PolicySchema.text)) == used)
    }

    @Test(.enabled(if: hasPython, "needs hack/python-peers, and the way to it in PYSUI_PYTHON"))
    func `what the schema takes and what the reader takes are the same, but for what hangs together`() throws {
        let peer = try PythonPeer(Self.python, script: "policy-schema.py", [Self.file])
        func faults(_ text: String) throws -> [String] {
            guard case .list(let items) = try Tree(json: try peer.ask(Self.quoted(text))) else { return ["no answer"] }
            return items.map { $0.text ?? "" }
        }
        for text in [
            Policies.sample, PolicyText.builtIn, PolicyText.text(of: try Policies.policy("version: x")), Policies.head,
        ] {
            #expect(try faults(text) == [])
        }
        var refused = 0
        for (body, _) in PolicyProblemTests.refused {
            guard case .failure(let error) = Policies.load(Policies.head + body) else { continue }
            // What contradicts something else in the file is beyond a schema.
            guard error.problems.contains(where: { ![.conflict, .duplicateKey].contains($0.code) }) else { continue }
            refused += 1
            #expect(try !faults(Policies.head + body).isEmpty, "\(body)")
        }
        #expect(refused > 30)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
