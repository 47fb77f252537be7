// SPDX-License-Identifier: Apache-2.0

/// A line of the screen, and how it stands out.
struct TopLine: Hashable, Sendable {
    enum Style: Sendable {
        case plain, head
        /// Something that somebody should look at.
        case bad
    }

    var text: String
    var style = Style.plain

    /// At most so many characters wide; what is longer ends in a mark.
    func clipped(to width: Int) -> TopLine {
        guard text.count > width else { return self }
        return TopLine(text: String(text.prefix(max(0, width - 1))) + (width > 0 ? "…" : ""), style: style)
    }

    /// With the terminal's own codes around it; they say nothing where there are no colours.
    func written(inColor: Bool) -> String {
        guard inColor else { return text }
        switch style {
        case .plain: return text
        case .head: return "\u{1b}[1m\(text)\u{1b}[0m"
        case .bad: return "\u{1b}[31m\(text)\u{1b}[0m"
        }
    }
}
