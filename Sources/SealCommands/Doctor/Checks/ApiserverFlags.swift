// SPDX-License-Identifier: Apache-2.0

/// What an apiserver was started with, as far as it could be seen.
struct ApiserverFlags: Sendable, Hashable {
    /// By name, without dashes; of a flag that stands twice the last one counts.
    var values: [String: String] = [:]
    /// Where they were seen.
    var origin: String

    /// Takes the arguments of a process: `--name=value`, `--name value`, `--name`.
    init(arguments: [String], origin: String) {
        self.origin = origin
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else { continue }
            let text = argument.dropFirst(2)
            if let equals = text.firstIndex(of: "=") {
                values[String(text[..<equals])] = String(text[text.index(after: equals)...])
            } else if let next = rest.first, !next.hasPrefix("-") {
                values[String(text)] = next
                rest.removeFirst()
            } else {
                values[String(text)] = "true"
            }
        }
    }

    /// Takes what k3s hands on: `name=value`, where `name+=value` adds to what stands there and `name-=value` goes before it.
    init(k3s items: [String], origin: String) {
        self.origin = origin
        for item in items {
            guard let equals = item.firstIndex(of: "=") else {
                values[item] = "true"
                continue
            }
            var name = item[..<equals]
            while name.hasPrefix("-") { name.removeFirst() }
            let value = String(item[item.index(after: equals)...])
            let sign = name.last
            let key = String(sign == "+" || sign == "-" ? name.dropLast() : name)
            guard let before = values[key], sign == "+" || sign == "-" else {
                values[key] = value
                continue
            }
            values[key] = sign == "+" ? "\(before),\(value)" : "\(value),\(before)"
        }
    }

    /// Takes the page `/flagz`: a line for each flag, `name=value`.
    init?(flagz text: String, origin: String) {
        self.origin = origin
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "="), !line[..<equals].contains(" ") else { continue }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        if values.isEmpty { return nil }
    }

    /// A flag that is set to something.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty || $0 == "[]" ? nil : $0 } }
}
