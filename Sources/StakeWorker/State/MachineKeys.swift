// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import WorkerProtocol

/// What a machine has and no other: the key that join material is sealed to, and the password that k3s knows it by.
///
/// Made once and kept: another password would be another machine to k3s.
struct MachineKeys: ~Copyable, Sendable {
    /// Opens what the master seals.
    let recipient: RecipientKey
    /// What k3s knows the machine by.
    let password: NodePassword

    /// Reads them; `nil` where one is not there.
    static func read(_ folder: StateFolder) throws(WorkerFailure) -> MachineKeys? {
        guard let digits = try folder.line(.joinKey), let text = try folder.line(.nodePassword) else { return nil }
        guard let password = NodePassword(text) else {
            throw WorkerFailure(.file, "\(folder.place(.nodePassword)): not 64 hexadecimal digits")
        }
        return MachineKeys(recipient: try key(digits, folder), password: password)
    }

    /// Makes what is not there; what is there stays.
    static func make(_ folder: StateFolder) throws(WorkerFailure) {
        try folder.make()
        let (key, password): (Bytes32, NodePassword)
        do throws(CryptoError) { (key, password) = (try Bytes32.random(), try NodePassword.random()) } catch {
            throw WorkerFailure(.software, error.description)
        }
        if try folder.read(.joinKey) == nil { try folder.write(.joinKey, line: key.hex) }
        if try folder.read(.nodePassword) == nil { try folder.write(.nodePassword, line: password.text) }
    }

    private init(recipient: consuming RecipientKey, password: NodePassword) {
        self.recipient = recipient
        self.password = password
    }

    private static func key(_ digits: String, _ folder: StateFolder) throws(WorkerFailure) -> RecipientKey {
        let text = Array(digits.utf8)
        guard var bytes = Hex.decode(text.span, count: RecipientKey.length), text.count == 2 * RecipientKey.length
        else {
            throw WorkerFailure(.file, "\(folder.place(.joinKey)): not 64 hexadecimal digits")
        }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        do throws(CryptoError) { return try RecipientKey(copying: bytes.span) } catch {
            throw WorkerFailure(.software, error.description)
        }
    }
}
