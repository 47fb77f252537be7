// SPDX-License-Identifier: Apache-2.0

/// Results as TAP 14: a plan, a line for each, and why as a YAML block.
enum TAPWriter {
    static func write(_ results: [CaseResult]) -> String {
        let lines = results.enumerated().map { index, result in
            let title = "\(index + 1) - \(description(result.name))\n"
            guard let failure = result.failure else { return "ok \(title)" }
            return "not ok \(title)" + """
                  ---
                  message: \(JSONWriter.quoted(TextWriter.visible(failure.joinedLines)))
                  at:
                    file: \(JSONWriter.quoted(TextWriter.visible(result.file)))
                    line: \(result.line)
                  ...

                """
        }
        return "TAP version 14\n1..\(results.count)\n" + lines.joined()
    }

    /// `#` begins a directive and a backslash an escape; a line ends at its end.
    private static func description(_ text: String) -> String {
        TextWriter.visible(text).unicodeScalars.map { $0 == "#" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }
}
