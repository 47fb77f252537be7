// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

struct ExposedSecretsTests {
    @Test func `nothing was mounted`() { #expect(ExposedSecrets.texts(of: [Sample.pod("p")]).isEmpty) }

    @Test func `each name once, sorted, with its namespace`() {
        let pods = [
            Sample.pod("p", in: "b", secrets: ["x", "y"]), Sample.pod("q", in: "a", secrets: ["x"]),
            Sample.pod("r", in: "b", secrets: ["x"]),
        ]
        #expect(
            ExposedSecrets.texts(of: pods) == ["Secrets that this machine was given, to be made anew: a/x, b/x, b/y"])
    }

    /// So many names of 18 bytes.
    private func texts(_ count: Int) -> [String] {
        let names = (0..<count).map { "secret-\(10_000 + $0)" }
        return ExposedSecrets.texts(of: [Sample.pod("p", in: "team", secrets: names)])
    }

    // 54 bytes of introduction, 17 for the first name, 19 for each other: 1024 - 24 bytes hold 49.
    @Test(arguments: [(48, 1), (49, 1), (50, 2), (98, 2), (99, 3)])
    func `as many Events as it takes`(_ names: Int, _ parts: Int) {
        let texts = texts(names)
        #expect(texts.count == parts)
        #expect(texts.allSatisfy { $0.utf8.count <= 1024 })
        #expect(
            texts.joined(separator: " ").split(whereSeparator: { $0 == " " || $0 == "," }).count {
                $0.hasPrefix("team/")
            } == names)
    }

    @Test(arguments: [(784, 0), (785, 1), (2000, 1216)])
    func `no more than sixteen, and the last says what is left out`(_ names: Int, _ leftOut: Int) {
        let texts = texts(names)
        #expect(texts.count == 16)
        #expect(texts.allSatisfy { $0.utf8.count <= 1024 })
        #expect(texts.last?.hasSuffix(" and \(leftOut) more") == (leftOut > 0))
    }

    @Test func `an Event's name says which machine, what, since when and which part`() {
        let since = Sample.wall(0)
        var event = NodeEvent(reason: .secretsExposed, node: "n-abc-1", uid: "u", since: since, text: "")
        #expect(event.name == "n-abc-1.secretsexposed.6b024598")
        event.part = 2
        #expect(event.name == "n-abc-1.secretsexposed.6b024598.2")
    }
}
