// SPDX-License-Identifier: Apache-2.0

/// A unit of systemd, section by section.
struct Unit {
    typealias Line = (key: String, value: String)

    let path: String
    let comments: [String]
    let sections: [(name: String, lines: [Line])]

    /// The file; what systemd would take for a specifier, a variable or another line is refused.
    func file() throws(WiringRefusal) -> WiredFile {
        var text = comments.map { "# \($0)\n" }.joined()
        for (name, lines) in sections {
            text += (text.isEmpty || sections.first?.name == name ? "" : "\n") + "[\(name)]\n"
            for line in lines {
                let words = line.value.split(separator: " ")
                guard words.allSatisfy({ $0 == "$MAINPID" || Self.isPlain($0) }) else {
                    throw .rendered(path, "\(line.key) holds what systemd would not take as it is")
                }
                text += "\(line.key)=\(line.value)\n"
            }
        }
        return WiredFile(path: path, mode: 0o644, owner: .root, contents: Array(text.utf8))
    }

    private static func isPlain(_ word: Substring) -> Bool {
        word.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"%$\\".utf8.contains($0) }
    }
}
