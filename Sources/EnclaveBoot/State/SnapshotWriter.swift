// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// Seals what it takes into a file, which takes its name at the end, and digests it on the way.
///
/// The file is ``SnapshotHeader``, the stream's head, and pieces of ``pieceLength`` bytes, of which the last one is marked as such and
/// may be shorter.
struct SnapshotWriter: ~Copyable, ArchiveSink {
    static let pieceLength = 64 * 1024

    private let file: NewFile
    private let context: [UInt8]
    private var sealer: SealedStream.Sealer
    private var hash: SHA256
    private var pending: [UInt8] = []
    private var size: UInt64 = 0

    /// What was written.
    struct Outcome: Hashable {
        /// SHA-256 of the whole file.
        let root: Bytes32
        let size: UInt64
    }

    /// Begins a file that will stand at `path`.
    static func begin(
        _ path: String, _ header: SnapshotHeader, key: borrowing Secret
    ) throws(StateFailure) -> SnapshotWriter {
        let file: NewFile
        do throws(FileError) { file = try NewFile(replacing: path) } catch { throw StateFailure(.notWritten, path) }
        let sealer: SealedStream.Sealer
        do throws(CryptoError) { sealer = try SealedStream.Sealer(key: key) } catch {
            throw StateFailure(.noCryptography)
        }
        let hash: SHA256
        do throws(CryptoError) { hash = try SHA256() } catch { throw StateFailure(.noCryptography) }
        let head = sealer.head
        var writer = SnapshotWriter(file: file, context: header.bytes, sealer: sealer, hash: hash)
        try writer.put(writer.context + head)
        return writer
    }

    private init(
        file: consuming NewFile, context: [UInt8], sealer: consuming SealedStream.Sealer, hash: consuming SHA256
    ) {
        self.file = file
        self.context = context
        self.sealer = sealer
        self.hash = hash
    }

    mutating func take(_ bytes: Span<UInt8>) throws(StateFailure) {
        unsafe bytes.withUnsafeBufferPointer { unsafe pending.append(contentsOf: $0) }
        // One byte more than a piece: the last piece is only known at the end.
        while pending.count > Self.pieceLength {
            try seal(Array(pending[..<Self.pieceLength]), isLast: false)
            pending.removeFirst(Self.pieceLength)
        }
    }

    /// Ends the file.
    consuming func finish() throws(StateFailure) -> Outcome {
        try seal(pending, isLast: true)
        let root: Bytes32
        do throws(CryptoError) { root = try hash.finish() } catch { throw StateFailure(.noCryptography) }
        let outcome = Outcome(root: root, size: size)
        do throws(FileError) { try file.finish() } catch { throw StateFailure(.notWritten) }
        return outcome
    }

    private mutating func seal(_ piece: [UInt8], isLast: Bool) throws(StateFailure) {
        let sealed: [UInt8]
        do throws(CryptoError) {
            sealed = try sealer.seal(piece.span, context: context, isLast: isLast)
        } catch { throw StateFailure(.noCryptography) }
        try put(sealed)
    }

    private mutating func put(_ bytes: [UInt8]) throws(StateFailure) {
        hash.update(bytes.span)
        size += UInt64(bytes.count)
        do throws(FileError) { try file.write(bytes.span) } catch { throw StateFailure(.notWritten) }
    }
}
