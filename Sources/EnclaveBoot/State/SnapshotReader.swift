// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// A snapshot's file, as it came from outside.
struct SnapshotReader {
    let path: String
    let limits: StateLimits

    private static let sealedLength = SnapshotWriter.pieceLength + SealedStream.overhead

    /// What stands before the sealed part; not yet authenticated.
    func header() throws(StateFailure) -> SnapshotHeader {
        let file = try open()
        guard let header = SnapshotHeader(try next(file, SnapshotHeader.length)) else { throw StateFailure(.torn) }
        return header
    }

    /// SHA-256 of the whole file.
    func root() throws(StateFailure) -> Bytes32 {
        let file = try open()
        var hash: SHA256
        do throws(CryptoError) { hash = try SHA256() } catch { throw StateFailure(.noCryptography) }
        while true {
            let piece = try next(file, Self.sealedLength)
            guard !piece.isEmpty else { break }
            hash.update(piece.span)
        }
        do throws(CryptoError) { return try hash.finish() } catch { throw StateFailure(.noCryptography) }
    }

    /// Opens all pieces into `sink`; what came before a failure may be in there.
    func open(_ key: borrowing Secret, into sink: inout some (ArchiveSink & ~Copyable)) throws(StateFailure) {
        let file = try open()
        let context = try next(file, SnapshotHeader.length)
        let head = try next(file, SealedStream.headLength)
        var opener: SealedStream.Opener
        do throws(CryptoError) { opener = try SealedStream.Opener(key: key, head: head) } catch {
            throw StateFailure(.torn)
        }
        while !opener.isOver {
            let piece = try next(file, Self.sealedLength)
            let plain: [UInt8]
            do throws(CryptoError) { plain = try opener.open(piece.span, context: context) } catch {
                throw StateFailure(.torn)
            }
            try sink.take(plain.span)
        }
        // Nothing may follow the end.
        guard try next(file, 1).isEmpty else { throw StateFailure(.torn) }
    }

    private func open() throws(StateFailure) -> FileStream {
        let file: FileStream
        do throws(FileError) { file = try FileStream(path, followsLinks: false) } catch {
            throw StateFailure(reading: path, error)
        }
        guard file.status.signature.size <= Int64(clamping: limits.snapshot) else {
            throw StateFailure(.tooLarge, path)
        }
        return file
    }

    private func next(_ file: borrowing FileStream, _ count: Int) throws(StateFailure) -> [UInt8] {
        do throws(FileError) { return try file.next(count) } catch { throw StateFailure(reading: path, error) }
    }
}
