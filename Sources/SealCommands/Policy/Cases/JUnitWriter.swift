// SPDX-License-Identifier: Apache-2.0

/// Results as JUnit's XML: a suite for each file.
enum JUnitWriter {
    static func write(_ results: [CaseResult]) -> String {
        var files: [String] = []
        for result in results where !files.contains(result.file) { files.append(result.file) }
        let suites = files.map { file in suite(file, results.filter { $0.file == file }) }
        let failed = results.count { $0.failure != nil }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"sealctl policy test\" tests=\"\(results.count)\" failures=\"\(failed)\">\n"
            + suites.joined() + "</testsuites>\n"
    }

    private static func suite(_ file: String, _ results: [CaseResult]) -> String {
        let failed = results.count { $0.failure != nil }
        let name = escaped(file)
        let cases = results.map { result in
            let head = "    <testcase classname=\"\(name)\" name=\"\(escaped(result.name))\" line=\"\(result.line)\""
            guard let failure = result.failure else { return head + "/>\n" }
            return head + ">\n      <failure message=\"\(escaped(failure.joinedLines))\"/>\n    </testcase>\n"
        }
        return "  <testsuite name=\"\(name)\" tests=\"\(results.count)\" failures=\"\(failed)\">\n" + cases.joined()
            + "  </testsuite>\n"
    }

    /// XML has no words for control characters: they are spelled out, as on a terminal.
    private static func escaped(_ text: String) -> String {
        // By scalars: a letter and what is set over it are one character, and an ampersand under it is still one.
        TextWriter.visible(text).unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&apos;"
            default: "\(scalar)"
            }
        }.joined()
    }
}
