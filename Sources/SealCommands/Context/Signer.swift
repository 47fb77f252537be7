// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import SuiLedger

/// Whose account is meant, and how its key is opened: only when something is signed.
struct Signer {
    /// The account.
    let address: Address

    private let name: String
    private let wallet: WalletFile
    private let path: String
    private let passwordFile: String?
    private let console: Console

    private static let passwordLimit = 1024

    /// Finds the key in the wallet, and opens nothing.
    init(_ invocation: Invocation) throws(CommandFailure) {
        let path = try invocation.place(Flags.walletFile, "wallet")
        let wallet: WalletFile
        do throws(WalletError) { wallet = try WalletFile.read(path) } catch { throw CommandFailure(path, error) }
        let wanted = try invocation(Flags.key)
        guard let entry = wallet.entries.first(where: { wanted == nil || $0.name == wanted }) else {
            throw CommandFailure(path, WalletError.noSuchKey)
        }
        guard wanted != nil || wallet.entries.count == 1 else {
            let names = wallet.entries.map(\.name).joined(separator: ", ")
            throw CommandFailure("the wallet has several keys (\(names)): choose one with --key", .usage)
        }
        self.path = path
        self.wallet = wallet
        address = entry.address
        name = entry.name
        passwordFile = invocation.resolve(Flags.passwordFile).value
        console = invocation.console
    }

    /// The account's key.
    func unlock() throws(CommandFailure) -> PrivateKey {
        let password = try Self.password(passwordFile, "password for \(name): ", console)
        do throws(WalletError) { return try wallet.unlock(name, password: password) } catch {
            throw CommandFailure(path, error)
        }
    }

    /// A password from a file or from a person.
    static func password(
        _ file: String?, _ prompt: String, _ console: Console
    ) throws(CommandFailure) -> Secret {
        var bytes: [UInt8]
        if let file {
            bytes = try PrivateFile.bytes(file, limit: passwordLimit)
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { bytes.removeSubrange(end...) }
        } else {
            guard let answer = console.askSecret(prompt) else {
                throw CommandFailure("there is no terminal to ask for a password: use --password-file", .usage)
            }
            bytes = answer
        }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        guard !bytes.isEmpty else { throw CommandFailure("a password must not be empty", .usage) }
        do throws(CryptoError) { return try Secret(copying: bytes.span) } catch { throw CommandFailure(error) }
    }
}
