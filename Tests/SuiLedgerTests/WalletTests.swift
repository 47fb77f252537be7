// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import SuiLedger
import Testing

@Suite struct WalletTests {
    private static func secret(_ text: String) throws -> Secret { try Secret(copying: Array(text.utf8).span) }

    private static func wallet(_ names: [String] = ["alice"], _ curve: Curve = .ed25519) throws -> WalletFile {
        var wallet = WalletFile()
        for name in names {
            let key = try PrivateKey.random(curve)
            let password = try secret("password of \(name)")
            try wallet.add(key, name: name, password: password, cost: .least)
        }
        return wallet
    }

    /// The public key of what a password opens; a private key cannot leave a macro.
    private static func opened(_ wallet: WalletFile, _ name: String, _ password: String) throws -> PublicKey {
        let password = try secret(password)
        let key = try wallet.unlock(name, password: password)
        return key.publicKey
    }

    @Test(arguments: Curve.allCases) func `a key comes back from the file under its password alone`(
        _ curve: Curve
    ) throws {
        let wallet = try Self.wallet(["alice", "bob-2"], curve)
        let read = try WalletFile(text: wallet.text)
        #expect(read.entries == wallet.entries && read.entries.map(\.name) == ["alice", "bob-2"])
        let key = try Self.opened(read, "alice", "password of alice")
        #expect(key == wallet.entries[0].publicKey && Address(key) == wallet.entries[0].address)
        #expect(throws: WalletError.key(CryptoError(.wrongPassword))) {
            try Self.opened(read, "alice", "password of bob-2")
        }
        #expect(throws: WalletError.noSuchKey) { try Self.opened(read, "carol", "x") }
    }

    @Test func `the text holds no private key`() throws {
        var wallet = WalletFile()
        let key = try PrivateKey(.ed25519, copying: Array(repeating: 7, count: 32).span)
        let password = try Self.secret("p")
        try wallet.add(key, name: "alice", password: password, cost: .least)
        let entry = KeyText.keystoreEntry(key)
        #expect(!wallet.text.contains(entry.prefix(20)))
        #expect(!wallet.text.contains("BwcHBwcH"))
    }

    @Test(arguments: ["", "Alice", "a b", "a\nb", "ä", String(repeating: "a", count: 64)])
    func `a name is a name`(_ name: String) throws {
        #expect(throws: WalletError.invalidName) { try Self.wallet([name]) }
    }

    @Test func `a name stands once`() throws {
        #expect(throws: WalletError.nameTaken) { try Self.wallet(["alice", "alice"]) }
    }

    @Test func `a changed file is refused, or opens nothing else`() throws {
        let wallet = try Self.wallet(["alice", "bob"])
        var lines = wallet.text.split(separator: "\n").map(String.init)
        // Bob's public key with Alice's box: the password opens it, the key is not the one that stands there.
        let alice = lines[1].split(separator: " ").map(String.init)
        let bob = lines[2].split(separator: " ").map(String.init)
        lines[2] = [bob[0], bob[1], alice[2]].joined(separator: " ")
        let swapped = try WalletFile(text: lines.joined(separator: "\n"))
        #expect(throws: WalletError.key(CryptoError(.wrongPassword))) {
            try Self.opened(swapped, "bob", "password of alice")
        }
    }

    static let broken: [(String, Int)] = [
        ("", 1), ("k3s-daas wallet 2\n", 1), ("k3s-daas wallet 1\nalice", 2), ("k3s-daas wallet 1\n\nalice a b\n", 3),
        ("k3s-daas wallet 1\nalice AAAA AAAA\n", 2), ("k3s-daas wallet 1\na b c d\n", 2),
    ]

    @Test(arguments: broken) func `a file that is no wallet says where`(_ text: String, _ line: Int) {
        #expect(throws: WalletError.malformed(line: line)) { try WalletFile(text: text) }
    }

    @Test func `the file is its owner's alone, and one that is not is refused`() throws {
        var template = Array("/tmp/wallet-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let path = folder + "/wallet"
        defer {
            unlink(path)
            rmdir(folder)
        }
        let wallet = try Self.wallet()
        try wallet.write(path)
        #expect(try WalletFile.read(path).entries == wallet.entries)
        chmod(path, 0o640)
        #expect(throws: WalletError.exposed) { try WalletFile.read(path) }
        chmod(path, 0o600)
        unlink(path)
        #expect(throws: WalletError.self) { try WalletFile.read(path) }
    }
}
