// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

/// Where a token waits for the next kubectl: each one is a process of its own, and each would ask for a password.
///
/// What lies there opens the cluster, so it lies in a folder and a file that its owner alone may enter, and is good for 15 minutes at
/// most. Nothing here ever fails a command: a cache that cannot be used is none.
struct TokenCache {
    /// Why the cache cannot be used: one line for a person.
    struct Trouble: Error {
        let reason: String
    }

    private static let maximumBytes = 16 * 1024
    private static let patience = Duration.seconds(10)

    private let folder: String
    private let name: String

    /// The place for tokens of an account for a cluster and an audience; `nil` where there is no home for it.
    init?(_ environment: [String: String], _ order: TokenOrder, _ address: Address) {
        guard let folder = Self.folder(environment) else { return nil }
        let bytes = order.cluster.raw.bytes + address.raw.bytes + Array(order.audience.utf8)
        guard let digest = try? SHA256.digest(of: bytes.span) else { return nil }
        self.folder = folder
        name = digest.hex
    }

    /// Our folder in kubectl's cache.
    static func folder(_ environment: [String: String]) -> String? {
        if let base = environment["KUBECACHEDIR"], base.hasPrefix("/") { return base + "/k3s-daas" }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.kube/cache/k3s-daas" : nil }
    }

    private var path: String { "\(folder)/\(name).json" }

    /// The token that lies there, if it is whole, ours alone, the one that is wanted, and good for a while.
    func read(_ order: TokenOrder, by address: Address, at now: WallTime) -> MadeToken? {
        guard (try? Self.check(folder)) != nil,
            let contents = try? FileContents.read(path, limit: Self.maximumBytes),
            contents.status.isPrivate, contents.status.isOwn,
            var parser = try? JSONParser(maximumBytes: Self.maximumBytes),
            let text = try? parser.withDocument(contents.bytes.span, Self.token)
        else { return nil }
        return MadeToken(kept: text, for: order, by: address, at: now)
    }

    private static func token(_ root: borrowing JSONValue) throws(JSONError) -> String {
        guard let bytes = try root.member("token")?.string else { throw .wrongType }
        return String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }

    /// Puts a token there in one piece.
    func write(_ token: MadeToken) throws(Trouble) {
        let bytes = Array("{\"token\":\(JSONWriter.quoted(token.text))}\n".utf8)
        do throws(FileError) { try FileReplacement.write(bytes.span, to: path, readers: .owner) } catch {
            throw Trouble(reason: "\(path): \(error.description)")
        }
    }

    /// Makes the folder where there is none, and waits until nobody else is about to put the same token there.
    ///
    /// Others are waited for as long as it takes to type a password, and not for ever.
    func lock() throws(Trouble) -> FileLock {
        try Self.prepare(folder)
        do throws(SystemError) {
            if let lock = try FileLock.take("\(folder)/\(name).lock", within: Self.patience) { return lock }
        } catch { throw Trouble(reason: "\(folder): \(error.description)") }
        throw Trouble(
            reason: "another program has been making the same token for \(Self.patience.components.seconds) s")
    }

    /// Makes the folder where there is none, and looks whether it can be used.
    static func prepare(_ folder: String) throws(Trouble) {
        do throws(FileError) { try Folder.make(for: folder + "/") } catch {
            throw Trouble(reason: "\(folder): \(error.description)")
        }
        try check(folder)
    }

    /// A folder that others can enter is nobody's place for tokens.
    private static func check(_ folder: String) throws(Trouble) {
        let status: FileStatus
        do throws(SystemError) { status = try FileStatus.of(folder) } catch {
            throw Trouble(reason: "\(folder): \(error.description)")
        }
        guard status.isFolder, status.isOwn, status.isPrivate else {
            throw Trouble(reason: "\(folder): not a folder of yours alone: chmod 700 it, or remove it")
        }
    }
}
