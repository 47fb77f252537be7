// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Makes files of what ``ArchiveWriter`` wrote, where nothing is yet; call ``finish()`` at the end.
///
/// It believes nothing: names are checked as if somebody else had chosen them, though only who has the key could have.
struct ArchiveUnpacker: ~Copyable, ArchiveSink {
    private let place: (String) -> String?
    private let limits: StateLimits

    private var head: [UInt8] = []
    private var file: NewFile?
    private var name = ""
    /// How much of the file is still to come.
    private var rest: UInt64 = 0
    private var left: UInt64
    private var count = 0
    private var isOver = false

    /// Begins to unpack; `place` says where a file of an allowed name goes, `nil` where it belongs nowhere.
    init(limits: StateLimits, _ place: @escaping (String) -> String?) {
        self.place = place
        self.limits = limits
        left = limits.bytes
    }

    mutating func take(_ bytes: Span<UInt8>) throws(StateFailure) {
        var place = 0
        while place < bytes.count {
            guard !isOver else { throw StateFailure(.torn) }
            if file != nil {
                let taken = min(rest, UInt64(bytes.count - place))
                try write(bytes.extracting(place..<(place + Int(taken))))
                place += Int(taken)
            } else {
                head.append(bytes[place])
                place += 1
            }
            try advance()
        }
    }

    /// Makes sure that nothing is missing.
    func finish() throws(StateFailure) {
        guard isOver else { throw StateFailure(.torn) }
    }

    /// Opens the next file once its head is whole, and ends the one that is.
    private mutating func advance() throws(StateFailure) {
        if file == nil {
            guard let mark = head.first else { return }
            if mark == ArchiveWriter.endMark {
                isOver = true
                return
            }
            guard mark == ArchiveWriter.fileMark else { throw StateFailure(.torn) }
            guard head.count >= 3 else { return }
            let length = Int(head[1]) << 8 | Int(head[2])
            guard length <= limits.nameLength else { throw StateFailure(.oddEntry) }
            guard head.count == 3 + length + 8 else { return }
            try begin(String(decoding: head[3..<(3 + length)], as: UTF8.self), head[(3 + length)...])
        }
        if rest == 0 { try end() }
    }

    private mutating func begin(_ next: String, _ size: ArraySlice<UInt8>) throws(StateFailure) {
        // Each name once, and in order: there is one archive of the same files.
        guard limits.allows(next), name.utf8.lexicographicallyPrecedes(next.utf8) else { throw StateFailure(.oddEntry) }
        rest = size.reduce(0) { $0 << 8 | UInt64($1) }
        count += 1
        guard rest <= left, count <= limits.files else { throw StateFailure(.tooLarge) }
        left -= rest
        name = next
        head = []
        guard let path = place(next) else { throw StateFailure(.oddEntry) }
        do throws(FileError) {
            try Folder.make(for: path)
            file = try NewFile(replacing: path)
        } catch { throw StateFailure(.notWritten, next) }
    }

    private mutating func write(_ bytes: Span<UInt8>) throws(StateFailure) {
        do throws(FileError) { try file?.write(bytes) } catch { throw StateFailure(.notWritten, name) }
        rest -= UInt64(bytes.count)
    }

    private mutating func end() throws(StateFailure) {
        guard let whole = file.take() else { return }
        do throws(FileError) { try whole.finish() } catch { throw StateFailure(.notWritten, name) }
    }
}
