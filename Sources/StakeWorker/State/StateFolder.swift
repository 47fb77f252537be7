// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A machine's keys and its progress, in files for the program's user alone: what makes every step one that can be taken again.
struct StateFolder: Sendable {
    /// The files.
    enum Name: String, Sendable, CaseIterable {
        /// The X25519 key that join material is sealed to.
        case joinKey = "join-key"
        /// What k3s knows the machine by.
        case nodePassword = "node-password"
        /// The worker's seal.
        case sealToken = "seal-token"
        /// The seal that is to take its place, until the chain has heard of it.
        case nextSeal = "next-seal-token"
        /// What the worker's own API is asked with.
        case apiToken = "api-token"
        /// A transaction that was sent, and whose outcome is not known yet.
        case pending
        /// What the machine joined as.
        case joined
        /// What was added to the stake without asking.
        case increases
        /// When the chain was last told how the machine is.
        case reported
        /// Who is at it.
        case lock
    }

    /// More than any of the files has.
    static let fileLimit = 64 << 10
    /// How long somebody else may be at it.
    private static let patience = Duration.seconds(5)

    /// Where it is.
    let path: String

    init(_ path: String) { self.path = path }

    /// Where a file is.
    func place(_ name: Name) -> String { "\(path)/\(name.rawValue)" }

    /// Makes the folder where it is not there.
    func make() throws(WorkerFailure) {
        do throws(FileError) { try Folder.make(for: place(.lock)) } catch { throw WorkerFailure(path, error) }
    }

    /// What a file holds; `nil` where it is not there.
    ///
    /// What others can read is refused, as nobody knows who has.
    func read(_ name: Name) throws(WorkerFailure) -> [UInt8]? {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(place(name), limit: Self.fileLimit) } catch {
            if case .system(let reason) = error, reason.isMissing { return nil }
            throw WorkerFailure(place(name), error)
        }
        guard contents.status.isPrivate else {
            throw WorkerFailure(.file, "\(place(name)): others may read it: chmod 600 it, and think about who may have")
        }
        return contents.bytes
    }

    /// A file's text, without the end of its line.
    func line(_ name: Name) throws(WorkerFailure) -> String? {
        guard var bytes = try read(name) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts bytes in a file's place, whole or not at all.
    func write(_ name: Name, _ bytes: [UInt8]) throws(WorkerFailure) {
        do throws(FileError) { try FileReplacement.write(bytes.span, to: place(name), readers: .owner) } catch {
            throw WorkerFailure(place(name), error)
        }
    }

    /// The same with a line of text.
    func write(_ name: Name, line: String) throws(WorkerFailure) { try write(name, Array((line + "\n").utf8)) }

    /// Removes a file, if it is there.
    func remove(_ name: Name) throws(WorkerFailure) {
        do throws(FileError) { try Folder.remove(place(name)) } catch {
            throw WorkerFailure(place(name), error)
        }
    }

    /// Has the folder to itself; refused where another process has it.
    func claim(within patience: Duration = patience) throws(WorkerFailure) -> FileLock {
        let lock: FileLock?
        do throws(SystemError) { lock = try FileLock.take(place(.lock), within: patience) } catch {
            throw WorkerFailure(place(.lock), .system(error))
        }
        switch consume lock {
        case .some(let lock): return lock
        case .none: throw WorkerFailure(.busy, "another stake-worker is at \(path)")
        }
    }
}

extension WorkerFailure {
    /// A file that cannot be read or written.
    init(_ path: String, _ error: FileError) { self.init(.file, "\(path): \(error.description)") }
}
