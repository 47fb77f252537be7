// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Keys, in a file under passwords.
enum WalletCommands {
    private static let name = Operand("NAME", "what the key is called: lowercase letters, digits and dashes")
    private static let curve = Setting(
        "scheme", key: "", group: "Wallet", ValueKind<Scheme>.oneOf, fallback: .ed25519, isFlagOnly: true,
        "What kind of key.")
    private static let keystore = Setting(
        "keystore", key: "", group: "Wallet", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A keystore of Sui's own tools, such as ~/.sui/sui_config/sui.keystore, instead of standard input or output.")
    private static let alias = Setting(
        "alias", key: "", group: "Wallet", ValueKind<String>.text("ALIAS", atMost: 63).optional, fallback: nil,
        isFlagOnly: true, "Which of the keystore's keys; may be left out where there is only one.")
    private static let file: [any AnySetting] = [Flags.walletFile]
    private static let opening: [any AnySetting] = [Flags.walletFile, Flags.passwordFile]

    private enum Scheme: String, CaseIterable, Sendable {
        case ed25519, secp256k1, secp256r1

        var curve: Curve {
            switch self {
            case .ed25519: .ed25519
            case .secp256k1: .secp256k1
            case .secp256r1: .secp256r1
            }
        }
    }

    static let all: [Command] = [
        Command(
            words: ["wallet", "new"], summary: "Makes a key, and a wallet where there is none.", operands: [name],
            settings: [curve] + opening, run: new),
        Command(
            words: ["wallet", "import"], summary: "Takes in a key that other tools made.", operands: [name],
            settings: [keystore, alias] + opening,
            details:
                "The key, suiprivkey1…, is read from standard input: what stands on a command line, everybody can read.",
            run: importKey),
        Command(
            words: ["wallet", "export"],
            summary: "Shows a key as other tools take it: whoever sees it owns what it owns.",
            operands: [name], settings: [keystore] + opening, run: export),
        Command(
            words: ["wallet", "list"], summary: "Names the keys and their addresses; needs no password.",
            settings: file, run: list),
        Command(
            words: ["wallet", "address"], summary: "Shows a key's address; needs no password.",
            operands: [Operand("NAME", "which key; may be left out where there is only one", isOptional: true)],
            settings: file
        ) { invocation throws(CommandFailure) in
            let (wallet, path) = try read(invocation)
            let wanted = invocation.operands.first
            guard let entry = wallet.entries.first(where: { wanted == nil || $0.name == wanted }),
                wanted != nil || wallet.entries.count == 1
            else { throw CommandFailure(path, WalletError.noSuchKey) }
            return .text(entry.address.description)
        },
    ]

    @Sendable private static func new(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let curve = try invocation(curve).curve
        let key: PrivateKey
        do throws(CryptoError) { key = try PrivateKey.random(curve) } catch { throw CommandFailure(error) }
        return try add(key, invocation)
    }

    @Sendable private static func importKey(_ invocation: Invocation) throws(CommandFailure) -> Report {
        if let path = try invocation(keystore) {
            let entry = try entry(path, try invocation(alias))
            return try add(entry.key, invocation)
        }
        guard let input = invocation.console.readInput(1024) else {
            throw CommandFailure("standard input cannot be read", .inputOutput)
        }
        let text = String(decoding: input, as: UTF8.self).split(whereSeparator: \.isWhitespace).first ?? ""
        let key: PrivateKey
        do throws(CryptoError) { key = try KeyText.read(String(text)) } catch {
            throw CommandFailure("standard input is no key: suiprivkey1… is expected", .refused)
        }
        return try add(key, invocation)
    }

    /// The key of this name in Sui's keystore, or its only one.
    private static func entry(_ path: String, _ alias: String?) throws(CommandFailure) -> SuiKeystore.Entry {
        let store: SuiKeystore
        do throws(KeystoreError) { store = try SuiKeystore.read(path) } catch {
            throw CommandFailure("\(path): \(error)", .noInput)
        }
        if let alias, let entry = store.entry(alias: alias) { return entry }
        guard alias == nil, store.entries.count == 1 else {
            let names = store.entries.map { $0.alias ?? "\($0.address)" }.joined(separator: ", ")
            throw CommandFailure(
                "\(path) has these keys: \(TextWriter.visible(names)); choose one with --alias", .usage)
        }
        return store.entries[0]
    }

    /// Adds a key to the wallet, which is made where there is none.
    private static func add(_ key: borrowing PrivateKey, _ invocation: Invocation) throws(CommandFailure) -> Report {
        let path = try invocation.place(Flags.walletFile, "wallet")
        let name = invocation.operands[0]
        var wallet = try existing(path)
        do throws(WalletError) { try wallet.check(new: name) } catch { throw CommandFailure(path, error) }
        let publicKey = key.publicKey
        let file = try invocation(Flags.passwordFile)
        let password = try Signer.password(file, "new password for \(name): ", invocation.console)
        if file == nil {
            let again = try Signer.password(nil, "again: ", invocation.console)
            guard password.withBytes({ first in again.withBytes { second in constantTimeEqual(first, second) } }) else {
                throw CommandFailure("the passwords differ; nothing was changed", .refused)
            }
        }
        do throws(WalletError) {
            try wallet.add(key, name: name, password: password)
            do throws(FileError) { try Folder.make(for: path) } catch { throw .file(error) }
            try wallet.write(path)
        } catch { throw CommandFailure(path, error) }
        return .of(("name", .text(name)), ("address", .text(Address(publicKey).description)), ("wallet", .text(path)))
    }

    @Sendable private static func export(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let (wallet, path) = try read(invocation)
        let name = invocation.operands[0]
        guard wallet.entries.contains(where: { $0.name == name }) else {
            throw CommandFailure(path, WalletError.noSuchKey)
        }
        let password = try Signer.password(
            try invocation(Flags.passwordFile), "password for \(name): ", invocation.console)
        let key: PrivateKey
        do throws(WalletError) { key = try wallet.unlock(name, password: password) } catch {
            throw CommandFailure(path, error)
        }
        guard let keystore = try invocation(keystore) else { return .text(KeyText.bech32(key)) }
        do throws(KeystoreError) {
            var store = try SuiKeystore.readOrBegin(keystore)
            try store.add(key, alias: name)
            try store.write(keystore)
        } catch { throw CommandFailure("\(keystore): \(error)", .cannotCreate) }
        return .of(("name", .text(name)), ("keystore", .text(keystore)))
    }

    @Sendable private static func list(_ invocation: Invocation) throws(CommandFailure) -> Report {
        .list(
            try read(invocation).wallet.entries.map { entry in
                let scheme = SignatureScheme(entry.publicKey.curve)
                return .of(
                    ("name", .text(entry.name)), ("address", .text(entry.address.description)),
                    ("scheme", .text("\(scheme)")), ("publicKey", .text(Hex.encode(entry.publicKey.bytes))))
            })
    }

    private static func read(_ invocation: Invocation) throws(CommandFailure) -> (wallet: WalletFile, path: String) {
        let path = try invocation.place(Flags.walletFile, "wallet")
        do throws(WalletError) { return (try WalletFile.read(path), path) } catch { throw CommandFailure(path, error) }
    }

    /// The wallet, or an empty one where there is no file.
    private static func existing(_ path: String) throws(CommandFailure) -> WalletFile {
        do throws(WalletError) { return try WalletFile.read(path) } catch {
            if case .file(.system(let reason)) = error, reason.isMissing { return WalletFile() }
            throw CommandFailure(path, error)
        }
    }
}
