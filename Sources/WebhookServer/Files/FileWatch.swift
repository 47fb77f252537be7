// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel

/// What is known of a file that decides, so that it is read only when it changed.
struct FileWatch<State: AnyObject> {
    /// What a look led to.
    enum Look {
        case unchanged
        case changed(State)
        case failed(ConfigurationError)
    }

    private var signature: FileSignature?
    // A second write may hide behind the signature: read once more, whatever the signature says.
    private var isAmbiguous = false
    private var failure: FileError?
    private var digest: Bytes32?
    private var lastGood: State?
    private var isLastGood = false

    /// Looks at the file; has it read only if it is not the one that was read last.
    mutating func look(
        at path: String, maxSize: Int, now: WallTime, read: (Span<UInt8>) throws(ConfigurationError) -> State
    ) -> Look {
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
            let state = try read(contents.bytes.span)
            (lastGood, isLastGood) = (state, true)
            return .changed(state)
        } catch {
            isLastGood = false
            return .failed(error)
        }
    }
}
