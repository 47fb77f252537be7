// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import PKI

/// Renews the TLS certificate, and once in a while the key under it: another key is as good as the first if the key in PCR 16
/// says so.
final class TLSRotation: Sendable {
    /// Where what follows from a new key is told.
    typealias Announcement = @Sendable ([UInt8]) -> Void

    private let enclave: BootedEnclave
    private let files: TLSFiles
    private let announce: Announcement
    private let state: Locked<State>

    private struct State: ~Copyable {
        /// The key in use; `nil` is the one that the documents commit to.
        var key: TLSKey?
        /// How many keys have succeeded it.
        var sequence: UInt64 = 0
        /// When the next does; `nil` is never.
        var due: WallTime?
    }

    /// Gets ready at the moment in which the first key was put to use.
    init(_ enclave: BootedEnclave, files: TLSFiles, at now: WallTime, announce: @escaping Announcement) {
        self.enclave = enclave
        self.files = files
        self.announce = announce
        state = Locked(State(due: Self.due(enclave.configuration, at: now)))
    }

    /// Writes a certificate that holds from now on, under another key if its time has come; gives the moment of the next turn.
    ///
    /// The statement is announced once the files are there: whoever finds the new key finds it, too. A key that could not be put
    /// to use was never announced.
    func turn(at now: WallTime) throws(TLSFiles.Failure) -> WallTime {
        try state.withLock { state throws(TLSFiles.Failure) in
            if let due = state.due, now >= due { return try replaceKey(&state, at: now) }
            let next = try write(state, at: now)
            return min(next, state.due ?? next)
        }
    }

    private func replaceKey(_ state: inout State, at now: WallTime) throws(TLSFiles.Failure) -> WallTime {
        let key = try Self.ofCrypto { () throws(CryptoError) in try TLSKey.random() }
        let hash = key.hash
        let (sequence, enclave) = (state.sequence + 1, enclave)
        let statement = try Self.ofCrypto { () throws(CryptoError) in
            try SuccessorStatement(
                cluster: enclave.configuration.cluster, sequence: sequence,
                notBefore: UInt64(max(0, now.nanoseconds)) / 1_000_000, tls: hash,
                recipient: enclave.keys.recipient.publicKey
            ).signed(by: enclave.keys.signing)
        }
        let next = try files.write(key, now: now)
        announce(statement)
        state.key = consume key
        state.sequence = sequence
        state.due = Self.due(enclave.configuration, at: now)
        return min(next, state.due ?? next)
    }

    private func write(_ state: borrowing State, at now: WallTime) throws(TLSFiles.Failure) -> WallTime {
        switch state.key {
        case .some(let key): try files.write(key, now: now)
        case .none: try files.write(enclave.keys.tls, now: now)
        }
    }

    private static func ofCrypto<Value: ~Copyable>(
        _ body: () throws(CryptoError) -> Value
    ) throws(TLSFiles.Failure) -> Value {
        do throws(CryptoError) { return try body() } catch { throw TLSFiles.Failure(description: error.description) }
    }

    private static func due(_ configuration: BootConfiguration, at now: WallTime) -> WallTime? {
        configuration.certificate.keyLifetime.map {
            WallTime(nanoseconds: now.nanoseconds + Int64(clamping: $0.wholeNanoseconds))
        }
    }
}
