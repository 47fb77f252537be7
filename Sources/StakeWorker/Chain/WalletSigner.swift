// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Whose account it is; its key is opened for one signature at a time, and forgotten.
struct WalletSigner: Sendable {
    /// The account.
    let address: Address

    private let settings: WorkerConfiguration.Wallet
    private let name: String

    private static let passwordLimit = 1024

    /// Finds the key in the wallet, and opens nothing.
    init(_ settings: WorkerConfiguration.Wallet) throws(WorkerFailure) {
        let wallet = try Self.read(settings)
        let entries = wallet.entries.filter { settings.key == nil || $0.name == settings.key }
        guard let entry = entries.first else {
            throw WorkerFailure(.wallet, "\(settings.file): there is no such key in the wallet")
        }
        guard entries.count == 1 else {
            throw WorkerFailure(.wallet, "\(settings.file): the wallet has several keys: choose one by wallet_key")
        }
        self.settings = settings
        (name, address) = (entry.name, entry.address)
    }

    /// The account's key, for who drops it soon.
    func unlock() throws(WorkerFailure) -> PrivateKey {
        let wallet = try Self.read(settings)
        let password = try password()
        do throws(WalletError) { return try wallet.unlock(name, password: password) } catch {
            throw WorkerFailure(.wallet, "\(settings.file): \(error.description)")
        }
    }

    private static func read(_ settings: WorkerConfiguration.Wallet) throws(WorkerFailure) -> WalletFile {
        do throws(WalletError) { return try WalletFile.read(settings.file) } catch {
            throw WorkerFailure(.wallet, "\(settings.file): \(error.description)")
        }
    }

    private func password() throws(WorkerFailure) -> Secret {
        let path = settings.passwordFile
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: Self.passwordLimit) } catch {
            throw WorkerFailure(.wallet, "\(path): \(error.description)")
        }
        guard contents.status.isPrivate else {
            throw WorkerFailure(.wallet, "\(path): others may read it: chmod 600 it")
        }
        var bytes = contents.bytes
        if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { bytes.removeSubrange(end...) }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        guard !bytes.isEmpty else { throw WorkerFailure(.wallet, "\(path): a password must not be empty") }
        do throws(CryptoError) { return try Secret(copying: bytes.span) } catch {
            throw WorkerFailure(.software, error.description)
        }
    }
}
