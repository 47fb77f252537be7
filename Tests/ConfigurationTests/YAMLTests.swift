// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Configuration

/// A tree without places, so that a test can say what it expects in one line.
indirect enum Shape: Equatable, ExpressibleByStringLiteral {
    case plain(String)
    case quoted(String)
    case list([Shape])
    case map([String], [Shape])

    init(stringLiteral text: String) { self = .plain(text) }

    init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let text, let isPlain): self = isPlain ? .plain(text) : .quoted(text)
        case .sequence(let items): self = .list(items.map { Shape($0) })
        case .mapping(let entries): self = .map(entries.map(\.key), entries.map { Shape($0.value) })
        }
    }
}

/// Parses text, or answers what was wrong with it.
func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) -> Result<YAMLNode, ConfigurationError> {
    parse(Array(text.utf8), limits: limits)
}

func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) -> Result<YAMLNode, ConfigurationError> {
    do throws(ConfigurationError) {
        return .success(try YAMLDocument.parse(bytes.span, name: "f.yaml", limits: limits).root)
    } catch {
        return .failure(error)
    }
}

func problem(_ text: String, limits: YAMLLimits = YAMLLimits()) -> Problem? {
    guard case .failure(let error) = parse(text, limits: limits) else { return nil }
    return error.problems.first
}

@Suite struct YAMLTests {
    static let accepted: [(String, Shape)] = [
        ("a: 1", .map(["a"], ["1"])),
        ("a: \"1\"", .map(["a"], [.quoted("1")])),
        ("a: '1'\nb: 2", .map(["a", "b"], [.quoted("1"), "2"])),
        ("- x\n- [y, {z: 1}]\n", .list(["x", .list(["y", .map(["z"], ["1"])])])),
        ("---\na: 1\n...\n", .map(["a"], ["1"])),
        ("\u{FEFF}a: 1", .map(["a"], ["1"])),
        ("# only\na: 1 # said\n", .map(["a"], ["1"])),
        ("%YAML 1.1\n---\na: 1", .map(["a"], ["1"])),
        (
            #"{"a": {"b": [1, true, null, "x\ty"]}}"#,
            .map(["a"], [.map(["b"], [.list(["1", "true", "null", .quoted("x\ty")])])])
        ),
        ("{\n\t\"a\": 1,\n\t\"b\": \"\\u00e9\\/\"\n}", .map(["a", "b"], ["1", .quoted("é/")])),
        ("a: !!str 5", .map(["a"], [.quoted("5")])),
        ("a: !!int 5", .map(["a"], ["5"])),
        ("a: !!seq [1]", .map(["a"], [.list(["1"])])),
        ("a: !!map {b: 1}", .map(["a"], [.map(["b"], ["1"])])),
        ("a: |\n  one\n  two\n", .map(["a"], [.quoted("one\ntwo\n")])),
        ("a:\nb: ~", .map(["a", "b"], ["", "~"])),
        ("plain", "plain"),
    ]

    @Test(arguments: accepted)
    func `reads what is unambiguous`(_ text: String, _ shape: Shape) throws {
        #expect(Shape(try parse(text).get()) == shape)
    }

    static let refused: [(String, Problem.Code, Int, Int)] = [
        ("", .empty, 1, 1),
        ("# nothing\n", .empty, 2, 1),
        ("a: &x 1", .alias, 1, 4),
        ("a: &x [1]", .alias, 1, 4),
        ("a: &x {b: 1}", .alias, 1, 4),
        ("&x a: 1", .alias, 1, 1),
        ("a: &x 1\nb: *x", .alias, 1, 4),
        ("a: !own 1", .tag, 1, 4),
        ("a: !!python/object 1", .tag, 1, 4),
        ("a: !!map 1", .tag, 1, 4),
        ("a: !!str [1]", .tag, 1, 4),
        ("a: !!seq {b: 1}", .tag, 1, 4),
        ("a: ! 1", .tag, 1, 4),
        ("a: 1\n---\nb: 1", .severalDocuments, 2, 1),
        ("a: 1\nb: 2\na: 3", .duplicateKey, 3, 1),
        ("a: {b: 1, \"b\": 2}", .duplicateKey, 1, 11),
        (#"{"a": 1, "\u0061": 2}"#, .duplicateKey, 1, 10),
        ("? [a]\n: 1", .wrongType, 1, 3),
        ("? {a: 1}\n: 1", .wrongType, 1, 3),
        ("a: [1", .syntax, 2, 1),
        ("a: b: c", .syntax, 1, 5),
        ("\ta: 1", .syntax, 1, 1),
        ("a: \"\\ud800\"", .syntax, 1, 7),
        ("a: \"x\\0y\"", .encoding, 1, 4),
        ("a: @x", .syntax, 1, 4),
    ]

    @Test(arguments: refused)
    func `refuses what is not`(_ text: String, _ code: Problem.Code, _ line: Int, _ column: Int) {
        let found = problem(text)
        #expect(found?.code == code, "\(found?.description ?? "accepted")")
        #expect(found?.source == .file("f.yaml", Position(line: line, column: column)))
    }

    @Test(
        arguments: [
            [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC0, 0x80], [0x61, 0x00], [0xFF, 0xFE, 0x61, 0x00],
            [0x61, 0x3A, 0x20, 0x1B], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
        ] as [[UInt8]])
    func `refuses bytes that are not UTF-8 text`(_ bytes: [UInt8]) {
        guard case .failure(let error) = parse(bytes) else {
            Issue.record("accepted")
            return
        }
        #expect(error.problems.map(\.code) == [.encoding])
    }

    @Test(arguments: [(31, true), (32, true), (33, false)])
    func `keeps the depth`(_ depth: Int, _ isRead: Bool) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect((problem(text)?.code == nil) == isRead)
        #expect(problem(text)?.code == (isRead ? nil : .tooDeep))
    }

    @Test func `a bottomless file ends at the limit`() {
        #expect(problem(String(repeating: "[", count: 500_000))?.code == .tooDeep)
        #expect(problem(String(repeating: "{a: ", count: 200_000))?.code == .tooDeep)
        #expect(problem(String(repeating: "- ", count: 500_000))?.code == .tooDeep)
    }

    // A list of three values is four nodes.
    @Test(arguments: [(3, false), (4, true), (5, true)])
    func `keeps the number of values`(_ nodes: Int, _ isRead: Bool) {
        #expect(problem("[1, 2, 3]", limits: YAMLLimits(nodes: nodes))?.code == (isRead ? nil : .tooManyNodes))
        #expect(problem("{1: 2, 3: }", limits: YAMLLimits(nodes: nodes + 1))?.code == (isRead ? nil : .tooManyNodes))
    }

    @Test(arguments: [(4, true), (5, true), (3, false)])
    func `keeps the size`(_ limit: Int, _ isRead: Bool) {
        #expect(problem("a: 1", limits: YAMLLimits(bytes: limit))?.code == (isRead ? nil : .tooLarge))
    }

    @Test func `every prefix of a file is read or refused, and nothing else`() {
        let text = Array("a: {b: [1, \"x\\u00e9\"], c: 'y'}\nd: |\n  é\ne: !!str 1\nf: &x 1\n".utf8)
        for count in 0...text.count {
            if case .failure(let error) = parse(Array(text[..<count])) { #expect(!error.problems.isEmpty) }
        }
    }

    @Test func `names places from one, in characters`() throws {
        let root = try parse("é: 1\nlist:\n  - x\n  - é: y\n").get()
        guard case .mapping(let entries) = root.content, case .sequence(let items) = entries[1].value.content,
            case .mapping(let inner) = items[1].content
        else {
            Issue.record("another shape")
            return
        }
        #expect(entries[0].value.position == Position(line: 1, column: 4))
        #expect(entries[1].position == Position(line: 2, column: 1))
        #expect(inner[0].value.position == Position(line: 4, column: 8))
    }

    @Test func `a duplicate that may be a secret is not repeated`() {
        let secret = String(repeating: "ab", count: 32)
        let found = problem("\(secret): 1\n\(secret): 2")
        #expect(found?.reason == "a key stands twice in this mapping; remove one")
        #expect(
            problem("port: 1\nport: 2")?.description
                == "f.yaml:2:1: \"port\" stands twice in this mapping; remove one")
    }

    @Test func `a file that is not there is named`() {
        #expect(throws: ConfigurationError.self) { try YAMLDocument.read("/nonexistent/x.yaml") }
        do throws(ConfigurationError) {
            _ = try YAMLDocument.read("/nonexistent/x.yaml")
        } catch {
            #expect(error.description == "/nonexistent/x.yaml: cannot be read: open: No such file or directory")
            #expect(error.exitCode == .noInput)
        }
    }
}
