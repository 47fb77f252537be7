// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel

/// What is known of a ledger's file, so that it is read only when it changed.
struct LedgerWatch {
    /// What a look led to.
    enum Look {
        case unchanged
        case changed(LedgerSnapshot)
        case failed(ConfigurationError)
    }

    private var signature: FileSignature?
    // A second write may hide behind the signature: read once more, whatever the signature says.
    private var isAmbiguous = false
    private var failure: FileError?
    private var digest: Bytes32?
    private var lastGood: LedgerSnapshot?
    private var isLastGood = false
    private var retired: [LedgerSnapshot] = []

    /// Looks at the file; reads it only if it is not the one that was read last.
    mutating func look(at path: String, maxSize: Int, clusterId: Bytes32? = nil, now: WallTime) -> Look {
        let contents: FileContents
        let digest: Bytes32
        do throws(FileError) {
            let found = try FileContents.check(path, limit: maxSize).signature
            if failure == nil, found == signature, !isAmbiguous { return .unchanged }
            contents = try FileContents.read(path, limit: maxSize)
        } catch {
            defer { failure = error }
            guard failure != error else { return .unchanged }
            return .failed(ConfigurationError([Problem(reading: path, error)]))
        }
        let returned = failure != nil
        failure = nil
        signature = contents.status.signature
        isAmbiguous = contents.status.signature.isAmbiguous(readAt: now)
        do throws(CryptoError) {
            digest = try SHA256.digest(of: contents.bytes.span)
        } catch {
            return .failed(ConfigurationError([Problem(.unreadable, at: .file(path, nil), error.description)]))
        }
        if digest == self.digest {
            // A good file that was out of reach and is back: no new state, but good news.
            if returned, isLastGood, let lastGood { return .changed(lastGood) }
            return .unchanged
        }
        self.digest = digest
        do throws(ConfigurationError) {
            let snapshot = try LedgerFileReader.read(contents.bytes.span, name: path)
            if let clusterId, clusterId != snapshot.clusterId {
                let reason = "is another cluster than at the start; restart to serve another cluster"
                throw ConfigurationError([Problem(.conflict, at: .file(path, nil), key: "clusterId", reason)])
            }
            (lastGood, isLastGood) = (snapshot, true)
            return .changed(snapshot)
        } catch {
            isLastGood = false
            return .failed(error)
        }
    }

    /// Keeps a state that loops may still hold.
    ///
    /// Whoever drops the last reference pays for freeing a large table. That must be the thread that reloads,
    /// never a loop in the middle of a request.
    mutating func retire(_ snapshot: LedgerSnapshot) { retired.append(snapshot) }

    /// Frees the states that nobody else holds any more.
    mutating func releaseRetired() {
        for index in retired.indices.reversed() where isKnownUniquelyReferenced(&retired[index]) {
            retired.remove(at: index)
        }
    }

    /// How many former states somebody may still hold.
    var retiredCount: Int { retired.count }
}
