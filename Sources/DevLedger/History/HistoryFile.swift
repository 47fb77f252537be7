// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The file that a local ledger's history is kept in: only ever added to, and by one process at a time.
struct HistoryFile: ~Copyable {
    /// A longer history takes too long to be done again.
    private static let maximumBytes = 1 << 30

    /// What the file told when it was opened.
    struct Story {
        let head: HistoryText.Head
        var entries: [HistoryEntry] = []
        /// How many bytes a writer that was interrupted has left behind the last line.
        var torn = 0
        /// How many bytes stand before them; none where the history is yet to begin.
        var whole = 0
    }

    let story: Story
    private let path: String
    private let descriptor: Descriptor
    private var text: HistoryText

    private init(_ path: String, _ descriptor: consuming Descriptor, _ story: Story, _ text: HistoryText) {
        self.path = path
        self.descriptor = descriptor
        self.story = story
        self.text = text
    }

    /// Claims a file and reads it; nothing in it is changed yet.
    static func open(_ path: String, beginning head: HistoryText.Head) throws(HistoryError) -> HistoryFile {
        let descriptor = try claimed(path)
        let contents = try wrapping { () throws(FileError) in
            try FileContents.read(path, limit: maximumBytes)
        }
        let own = try system { () throws(SystemError) in try FileStatus.of(descriptor) }
        // What was read and what will be written must be one file, whoever renames what meanwhile.
        guard own.signature.inode == contents.status.signature.inode,
            own.signature.device == contents.status.signature.device
        else { throw .inUse }
        var text = HistoryText()
        let story = try read(contents.bytes, head, &text)
        return HistoryFile(path, descriptor, story, text)
    }

    /// Makes the file end in a whole line, the first one if there was none.
    mutating func prepare() throws(HistoryError) {
        if story.torn > 0 {
            let whole = story.whole
            try Self.system { () throws(SystemError) in try descriptor.truncate(to: whole) }
        }
        guard story.whole == 0 else { return }
        let line = text.line(story.head)
        try Self.system { () throws(SystemError) in
            try descriptor.writeAll(line.span)
            try descriptor.sync()
        }
        let path = path
        try Self.wrapping { () throws(FileError) in try FileReplacement.syncFolder(of: path) }
    }

    /// Adds a line; when this returns it is on disk.
    ///
    /// After a failure nobody knows what of it is in the file: nothing must be added any more.
    mutating func append(_ entry: HistoryEntry) throws(SystemError) {
        let line = text.line(entry)
        try descriptor.writeAll(line.span)
        try descriptor.sync()
    }

    private static func claimed(_ path: String) throws(HistoryError) -> Descriptor {
        do throws(SystemError) {
            let descriptor = try Descriptor.appending(to: path)
            // A process that was forked off the last owner has the claim, too, until it has become another program.
            for _ in 0..<20 {
                if try descriptor.claim() { return descriptor }
                Pause.take(.milliseconds(25))
            }
        } catch { throw .file(.system(error)) }
        throw .inUse
    }

    private static func read(
        _ bytes: [UInt8], _ head: HistoryText.Head, _ text: inout HistoryText
    ) throws(HistoryError) -> Story {
        guard let last = bytes.lastIndex(of: 0x0a) else {
            // A first line that was never finished; somebody else's file is not cut off.
            guard zip(bytes, HistoryText.format.utf8).allSatisfy({ $0 == $1 }) else { throw .foreign }
            return Story(head: head, torn: bytes.count)
        }
        let lines = bytes[..<last].split(separator: 0x0a, omittingEmptySubsequences: false)
        guard let found = text.head(lines[0]) else {
            throw lines[0].starts(with: "\(HistoryText.format) ".utf8) ? .damaged(line: 1) : .foreign
        }
        guard found.seed == head.seed else { throw .otherSeed(found.seed) }
        var story = Story(head: found, torn: bytes.count - last - 1, whole: last + 1)
        for (index, line) in lines.enumerated().dropFirst() {
            guard let entry = text.entry(line) else { throw .damaged(line: index + 1) }
            story.entries.append(entry)
        }
        return story
    }

    private static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(HistoryError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }

    private static func system<Value>(_ body: () throws(SystemError) -> Value) throws(HistoryError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .file(.system(error)) }
    }
}
