// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@Suite struct OperandTests {
    private static let operands = [Operand("A", "the first"), Operand("B", "the second", isOptional: true)]
    private static let flag = Setting(
        "flag", letter: "f", key: "", group: "Flags", ValueKind<String>.text(), fallback: "", "A flag.")

    private static func read(_ line: String...) -> (operands: [String], problems: [Problem]) {
        let problems = ProblemList()
        let values = CommandLineValues(line, operands: operands, settings: [flag], problems: problems)
        return (values.operands, problems.problems)
    }

    @Test func `operands stand anywhere between flags`() {
        for line in [["x", "--flag", "v", "y"], ["--flag=v", "x", "y"], ["x", "y", "-f", "v"]] {
            let problems = ProblemList()
            let values = CommandLineValues(line, operands: Self.operands, settings: [Self.flag], problems: problems)
            #expect(values.operands == ["x", "y"] && values.texts == ["flag": ["v"]] && problems.isEmpty)
        }
    }

    @Test func `what follows two dashes is an operand, whatever it looks like`() {
        #expect(Self.read("--", "--flag", "-x").operands == ["--flag", "-x"])
        #expect(Self.read("--", "x", "--").operands == ["x", "--"])
    }

    @Test func `one too few and one too many are said`() {
        #expect(Self.read("x").problems.isEmpty)
        #expect(Self.read().problems.map(\.code) == [.missingValue])
        #expect(Self.read().problems.first?.reason == "A is missing: the first")
        #expect(Self.read("x", "y", "z").problems.map(\.code) == [.unexpectedArgument])
        #expect(Self.read("--help").problems.isEmpty)
    }
}
