// SPDX-License-Identifier: Apache-2.0

/// How a report is written.
enum OutputFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// For programs.
    case json
    /// For both.
    case yaml

    func write(_ report: Report) -> String {
        switch self {
        case .text: TextWriter.write(report)
        case .json: JSONWriter.write(report)
        case .yaml: YAMLWriter.write(report)
        }
    }

    /// One report of several that follow each other.
    func writeNext(_ report: Report) -> String { (self == .yaml ? "---\n" : "") + write(report) }
}
