// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Glibc
internal import Kernel

/// The writing half of a sink: whole lines to one descriptor, through every way in which that can fail.
///
/// No thread, no clock: the sink's thread calls it, and so do tests.
struct LineWriter: ~Copyable, Sendable {
    private var descriptor: Descriptor
    private let path: String?
    private let counts: LineCounts
    private var pending = ByteBuffer()
    /// The last byte that went out was not the end of a line.
    private var isMidLine = false
    /// The rest of that line was given up: a line feed must come before the next.
    private var isCut = false

    /// Above this, memory that a burst made grow is given back.
    private static let keptCapacity = 256 * 1024

    init(descriptor: consuming Descriptor, path: String?, counts: LineCounts) {
        self.descriptor = descriptor
        self.path = path
        self.counts = counts
    }

    /// How many bytes wait.
    var count: Int { pending.count }

    /// Whether none wait.
    var isEmpty: Bool { pending.isEmpty }

    /// Adds the lines of `batch`, and leaves it empty.
    mutating func take(_ batch: inout ByteBuffer) {
        if pending.isEmpty { swap(&pending, &batch) } else { pending.append(batch.span) }
        if batch.capacity > Self.keptCapacity { batch.release() } else { batch.removeAll() }
    }

    /// Writes until nothing waits or the kernel refuses.
    ///
    /// A reader that is gone stays gone, so its lines are given up; a full disk may become free, so they wait.
    mutating func drain() {
        let lineFeed: InlineArray<1, UInt8> = [UInt8(ascii: "\n")]
        while !pending.isEmpty {
            do throws(SystemError) {
                if isCut, try descriptor.write(lineFeed.span) == 1 { (isCut, isMidLine) = (false, false) }
                let written = try descriptor.write(pending.span)
                // Nothing written and no reason given: try later, instead of for ever.
                guard written > 0 else { return counts.add(1, .failed) }
                isMidLine = pending.span[written - 1] != UInt8(ascii: "\n")
                pending.consume(written)
            } catch {
                counts.add(1, .failed)
                if error.errno == EPIPE || error.errno == EBADF { giveUp() }
                return
            }
        }
        if pending.capacity > Self.keptCapacity { pending.release() }
    }

    /// Drops what waits, counts its lines as lost, and sees to it that the next line begins as one.
    mutating func giveUp() {
        counts.add(UInt64(pending.span.indices.count { pending.span[$0] == UInt8(ascii: "\n") }), .lost)
        pending.removeAll()
        isCut = isMidLine
    }

    /// Opens the file again; without one (standard error) there is nothing to do.
    mutating func reopen() {
        guard let path else { return }
        do throws(SystemError) {
            descriptor = try Descriptor.appending(to: path)
        } catch {
            return counts.add(1, .failed)
        }
        defer { (isMidLine, isCut) = (false, false) }
        guard isMidLine, !isCut else { return }
        // The rest of a line whose beginning is in the old file would be a forgery in the new one.
        counts.add(1, .lost)
        let end = pending.span.indices.first { pending.span[$0] == UInt8(ascii: "\n") } ?? pending.count - 1
        pending.consume(end + 1)
    }
}
