// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Files by their paths, each with the copy that was made of what stood there: what was written on a server, or is being written.
struct WireRecord: Sendable, Equatable {
    /// One file.
    struct Entry: Sendable, Equatable {
        let path: String
        /// Where the copy is; `nil` where nothing stood there.
        var saved: String?
    }

    /// How far a change is that has begun.
    enum Phase: String, Sendable, CaseIterable {
        /// Files are written.
        case writing
        /// Services are started again.
        case starting
        /// Nothing is under way.
        case done
    }

    /// In the order in which they are written.
    var entries: [Entry] = []
    var phase = Phase.done
    /// Whether the apiserver was up when the change began: whoever undoes it starts no other.
    var wasUp = false

    /// Reads what ``text`` wrote.
    static func read(_ bytes: [UInt8], _ path: String) throws(CommandFailure) -> WireRecord {
        let document: YAMLDocument
        do throws(ConfigurationError) { document = try YAMLDocument.parse(bytes.span, name: path) } catch {
            throw CommandFailure(error)
        }
        var record = WireRecord()
        let foreign = CommandFailure(
            "\(path): not a record of `sealctl wire`: move it away, and look at what is there", .configuration)
        guard let phase = document.root.descendant(["phase"])?.scalar.flatMap({ Phase(rawValue: $0) }),
            case .sequence(let items)? = document.root.descendant(["files"])?.content
        else { throw foreign }
        record.phase = phase
        record.wasUp = document.root.descendant(["apiserver"])?.scalar == "up"
        for item in items {
            guard let path = item.descendant(["path"])?.scalar, path.hasPrefix("/") else { throw foreign }
            record.entries.append(Entry(path: path, saved: item.descendant(["saved"])?.scalar))
        }
        return record
    }

    /// It as a file.
    var text: String {
        let files = entries.map { entry in
            var fields: [(String, YAMLNode)] = [("path", .text(entry.path))]
            if let saved = entry.saved { fields.append(("saved", .text(saved))) }
            return YAMLNode.mapping(fields)
        }
        return YAMLNode.mapping([
            ("phase", .text(phase.rawValue)), ("apiserver", .text(wasUp ? "up" : "down")),
            ("files", YAMLNode(content: .sequence(files))),
        ]).text
    }

    subscript(_ path: String) -> Entry? { entries.first { $0.path == path } }
}
