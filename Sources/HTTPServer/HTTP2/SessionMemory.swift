// SPDX-License-Identifier: Apache-2.0
internal import CNGHTTP2
internal import Glibc

/// Where the sessions of a loop have nghttp2's memory from.
///
/// A request takes some six small blocks and gives them back: those are kept for the next. A session has one large block, to
/// write frames in, of which it uses the beginning: that comes from the kernel, which lends nothing that was not touched,
/// while the allocator would hand out what a handshake has just dirtied. A block that is freed twice, or was never
/// ours, ends the process.
@safe
final class SessionMemory {
    /// What stands before each block.
    private struct Head {
        /// How many bytes fit.
        var capacity: Int
        /// Whether it is in use, or kept; then its first word is the next that is kept.
        var mark: UInt64

        static let size = 16
        static let inUse: UInt64 = 0x5E55_1011_A11C_A7ED
        static let kept: UInt64 = 0x5E55_1011_0000_F2EE
    }

    /// Capacities are multiples of this.
    private static let step = 32
    /// The largest block that is kept.
    static let largestKept = 512
    /// A block as large as this comes from the kernel.
    static let smallestMapped = 8 << 10

    private static let classes = largestKept / step
    /// How many of a capacity are kept.
    private let keptOfEach: Int
    private let lists: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let counts: UnsafeMutablePointer<Int>

    /// Keeps what the streams of a connection need at once; a fuzzer keeps nothing, so that a sanitizer sees each block end.
    init(keptOfEach: Int = SessionLimits.streams) {
        self.keptOfEach = keptOfEach
        unsafe lists = .allocate(capacity: Self.classes)
        unsafe lists.initialize(repeating: nil, count: Self.classes)
        unsafe counts = .allocate(capacity: Self.classes)
        unsafe counts.initialize(repeating: 0, count: Self.classes)
    }

    deinit {
        for list in 0..<Self.classes {
            while let block = unsafe pop(list) { unsafe Glibc.free(block - Head.size) }
        }
        unsafe lists.deallocate()
        unsafe counts.deallocate()
    }

    /// How many blocks are kept.
    var kept: Int { (0..<Self.classes).reduce(0) { unsafe $0 + counts[$1] } }

    /// A block of at least `size` bytes; `nil` if there is none.
    func take(_ size: Int) -> UnsafeMutableRawPointer? {
        if size <= Self.largestKept {
            let list = max(0, size - 1) / Self.step
            if let block = unsafe pop(list) { return unsafe block }
            return unsafe Self.mark(malloc((list + 1) * Self.step + Head.size), (list + 1) * Self.step)
        }
        guard size <= Int.max / 2 else { return nil }
        guard size >= Self.smallestMapped else { return unsafe Self.mark(malloc(size + Head.size), size) }
        let pages = unsafe mmap(nil, size + Head.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return unsafe pages == MAP_FAILED ? nil : Self.mark(pages, size)
    }

    /// Takes a block back; `nil` is none.
    func give(_ block: UnsafeMutableRawPointer?) {
        guard let block = unsafe block else { return }
        let head = unsafe Self.head(block)
        let capacity = unsafe head.pointee.capacity
        if capacity >= Self.smallestMapped {
            unsafe munmap(block - Head.size, capacity + Head.size)
            return
        }
        let list = capacity / Self.step - 1
        guard capacity <= Self.largestKept, unsafe counts[list] < keptOfEach else {
            unsafe head.pointee.mark = 0
            return unsafe Glibc.free(block - Head.size)
        }
        unsafe head.pointee.mark = Head.kept
        unsafe block.storeBytes(of: lists[list], as: UnsafeMutableRawPointer?.self)
        unsafe lists[list] = block
        unsafe counts[list] += 1
    }

    /// A block of `size` bytes with what is in another one, which is gone then.
    func move(_ block: UnsafeMutableRawPointer?, to size: Int) -> UnsafeMutableRawPointer? {
        guard let block = unsafe block else { return unsafe take(size) }
        let capacity = unsafe Self.head(block).pointee.capacity
        guard size > capacity else { return unsafe block }
        guard let larger = unsafe take(size) else { return nil }
        unsafe larger.copyMemory(from: block, byteCount: capacity)
        unsafe give(block)
        return unsafe larger
    }

    private func pop(_ list: Int) -> UnsafeMutableRawPointer? {
        guard let block = unsafe lists[list] else { return nil }
        let head = unsafe (block - Head.size).assumingMemoryBound(to: Head.self)
        precondition(unsafe head.pointee.mark == Head.kept, "SessionMemory: a block that is kept was written to")
        unsafe head.pointee.mark = Head.inUse
        unsafe lists[list] = block.load(as: UnsafeMutableRawPointer?.self)
        unsafe counts[list] -= 1
        return unsafe block
    }

    /// The head of a block that is in use.
    private static func head(_ block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Head> {
        let head = unsafe (block - Head.size).assumingMemoryBound(to: Head.self)
        precondition(unsafe head.pointee.mark == Head.inUse, "SessionMemory: a block is given back that is not in use")
        return unsafe head
    }

    private static func mark(_ start: UnsafeMutableRawPointer?, _ capacity: Int) -> UnsafeMutableRawPointer? {
        guard let start = unsafe start else { return nil }
        unsafe start.bindMemory(to: Head.self, capacity: 1).initialize(to: Head(capacity: capacity, mark: Head.inUse))
        return unsafe start + Head.size
    }
}

extension SessionMemory {
    /// The same as nghttp2 asks for it; whoever uses it holds this object.
    var functions: nghttp2_mem {
        unsafe nghttp2_mem(
            mem_user_data: Unmanaged.passUnretained(self).toOpaque(),
            malloc: { size, receiver in
                unsafe SessionMemory.of(receiver, { unsafe $0.take(size) })
            },
            free: { block, receiver in
                unsafe SessionMemory.of(receiver, { unsafe $0.give(block) })
            },
            calloc: { count, size, receiver in
                let (total, isTooMuch) = count.multipliedReportingOverflow(by: size)
                guard !isTooMuch, let block = unsafe SessionMemory.of(receiver, { unsafe $0.take(total) }) else {
                    return nil
                }
                return unsafe memset(block, 0, total)
            },
            realloc: { block, size, receiver in
                unsafe SessionMemory.of(receiver, { unsafe $0.move(block, to: size) })
            })
    }

    @inline(__always)
    private static func of<Result>(_ receiver: UnsafeMutableRawPointer?, _ body: (SessionMemory) -> Result) -> Result {
        guard let receiver = unsafe receiver else { preconditionFailure("SessionMemory: nobody is asked") }
        return unsafe Unmanaged<SessionMemory>.fromOpaque(receiver)._withUnsafeGuaranteedRef { body($0) }
    }
}
