// SPDX-License-Identifier: Apache-2.0

/// What became of a case.
struct CaseResult: Sendable {
    let file: String
    let line: Int
    let name: String
    /// Why it failed; `nil` if it did not.
    let failure: String?
}

/// How results of cases are written.
enum CaseFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// Test Anything Protocol 14.
    case tap
    /// What pipelines read.
    case junit

    func write(_ results: [CaseResult]) -> String {
        switch self {
        case .text: CaseText.write(results)
        case .tap: TAPWriter.write(results)
        case .junit: JUnitWriter.write(results)
        }
    }
}

/// Results for people: a line for each, and a sum.
enum CaseText {
    static func write(_ results: [CaseResult]) -> String {
        let lines = results.map { result in
            let place = TextWriter.visible("\(result.file):\(result.line): \(result.name)")
            guard let failure = result.failure else { return "ok    \(place)\n" }
            let shown = failure.split(separator: "\n").map { "      \(TextWriter.visible(String($0)))\n" }
            return "FAIL  \(place)\n" + shown.joined()
        }
        return lines.joined() + CaseResult.sum(results) + "\n"
    }
}

extension CaseResult {
    /// `1 of 12 cases failed`.
    static func sum(_ results: [CaseResult]) -> String {
        "\(results.count { $0.failure != nil }) of \(results.count) cases failed"
    }
}

extension String {
    /// Several lines as one.
    var joinedLines: String { split(separator: "\n").joined(separator: "; ") }
}
