// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SuiLedger
import TestSupport
import Testing

/// Keys that pysui 1.5 has read, with what it says of them: 32 times 7 in each scheme.
enum KnownKey: String, CaseIterable {
    case ed25519 = "AAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
    case secp256k1 = "AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
    case secp256r1 = "AgcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"

    var publicKey: String {
        switch self {
        case .ed25519: "AOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
        case .secp256k1: "AQKYnAt2y1Y5cf3JvvMewGw1YPMknW7p5dg8V2JVluBfbw=="
        case .secp256r1: "AgMeGFMv1HVMAvMEHZx1zrM7g//YGsfOT+iCzLHJi8WJbg=="
        }
    }

    var address: String {
        switch self {
        case .ed25519: "0xa0ccc8bcc83f6c628340134f8546a21e0618fd1aaa02432bba454c4a2c2233da"
        case .secp256k1: "0x3334442090548419b94695cbb1838652bb0494b54ff855494dd83491a3cfb6a6"
        case .secp256r1: "0xa75a3c31148891f7cc33e8f8b9069b710979a417a8594ace613ac5161219e93f"
        }
    }

    func key() throws -> PrivateKey { try KeyText.read(rawValue) }
}

@Suite struct KeystoreTests {
    /// A folder of its own for a keystore, gone afterwards.
    private final class Folder {
        let path: String
        var keys: String { path + "/sui.keystore" }
        var names: String { path + "/sui.aliases" }

        init() throws {
            var template = Array("/tmp/keystore-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit {
            for file in [keys, names] { unlink(file) }
            rmdir(path)
        }

        func put(_ text: String, at path: String, mode: mode_t = 0o600) throws {
            let bytes = Array(text.utf8)
            try FileReplacement.write(bytes.span, to: path, readers: .owner)
            chmod(path, mode)
        }
    }

    private static func keystore(_ keys: String, _ aliases: String? = nil) throws -> SuiKeystore {
        let keys = Array(keys.utf8)
        let aliases = aliases.map { Array($0.utf8) }
        return try SuiKeystore(keys: keys.span, aliases: aliases?.span)
    }

    private static func list(_ keys: [KnownKey]) -> String {
        "[" + keys.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]"
    }

    private static func alias(_ name: String, _ key: KnownKey) -> String {
        #"{"alias":"\#(name)","public_key_base64":"\#(key.publicKey)"}"#
    }

    @Test func `keys are found by their names and by their addresses`() throws {
        let names = "[" + Self.alias("second", .secp256k1) + "," + Self.alias("first key", .ed25519) + "]"
        let keystore = try Self.keystore(Self.list(KnownKey.allCases), names)
        #expect(keystore.entries.map(\.alias) == ["first key", "second", nil])
        #expect(keystore.entries.map(\.address.description) == KnownKey.allCases.map(\.address))
        #expect(keystore.entry(alias: "second")?.address.description == KnownKey.secp256k1.address)
        #expect(keystore.entry(alias: "third") == nil)
        let address = try #require(Address(KnownKey.secp256r1.address))
        #expect(keystore.entry(address: address)?.alias == nil)
        #expect(keystore.entry(address: address)?.key.curve == .secp256r1)
        #expect(keystore.entry(address: Address(1)) == nil)
    }

    static let forms = [
        "[]", " [ ] \n", "[\"\(KnownKey.ed25519.rawValue)\"]", "\t[\r\n\"\(KnownKey.ed25519.rawValue)\" ]  ",
        "[\"\(KnownKey.ed25519.rawValue)\" ,\n  \"\(KnownKey.ed25519.rawValue)\"]",
    ]

    @Test(arguments: forms) func `spaces may stand where JSON has them, and a key that stands twice is one`(
        _ text: String
    ) throws {
        let keystore = try Self.keystore(text)
        #expect(keystore.entries.count == (text.contains("AAcH") ? 1 : 0))
    }

    static let malformed = [
        "", " ", "[", "]", "{}", "null", "\"\(KnownKey.ed25519.rawValue)\"", "[,]", "[1]", "[null]", "[[]]", "[] []",
        "[]x",
        "[\"\(KnownKey.ed25519.rawValue)\"", "[\"\(KnownKey.ed25519.rawValue)\",]", "[\"\(KnownKey.ed25519.rawValue)",
        "[\"\(KnownKey.ed25519.rawValue)\" \"\(KnownKey.ed25519.rawValue)\"]", "[\"\(KnownKey.ed25519.rawValue)\"}",
        "[\"\(KnownKey.ed25519.rawValue)\"[", "[\"\(KnownKey.ed25519.rawValue)\"]]", "[\u{a0}]",
    ]

    @Test(arguments: malformed) func `what is no list of texts is refused`(_ text: String) {
        #expect(throws: KeystoreError.malformed) { try Self.keystore(text) }
    }

    static let invalid = [
        "", "A", "AAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "AAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
        "AwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH", "_wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AgD//////////////////////////////////////////",
        "Av//////////////////////////////////////////", "AAcHBwcHBwcHBwcHBwcHBwcH\\u0042wcHBwcHBwcHBwcHBwcH",
        "suiprivkey1qqrswpc8qurswpc8qurswpc8qurswpc8qurswpc8qurswpc8qurswxzszc4", "AAcH\nBwcH", "\u{1}", "ä",
    ]

    @Test(arguments: invalid) func `a text that is no key says which it is`(_ text: String) {
        let before = "\"\(KnownKey.ed25519.rawValue)\""
        #expect(throws: KeystoreError.invalidKey(index: 0)) { try Self.keystore("[\"\(text)\"]") }
        #expect(throws: KeystoreError.invalidKey(index: 2)) {
            try Self.keystore("[\(before),\(before),\"\(text)\",\"also none\"]")
        }
    }

    static let aliases: [(String, KeystoreError)] = [
        ("", .malformedAliases), ("{}", .malformedAliases), ("[", .malformedAliases), ("1", .malformedAliases),
        ("[1]", .invalidAlias(index: 0)), ("[{}]", .invalidAlias(index: 0)),
        (#"[{"alias":"a"}]"#, .invalidAlias(index: 0)), (#"[{"public_key_base64":"AA=="}]"#, .invalidAlias(index: 0)),
        (#"[{"alias":1,"public_key_base64":"AA=="}]"#, .invalidAlias(index: 0)),
        ("[" + alias("a", .ed25519) + "," + alias("b", .ed25519) + "]", .invalidAlias(index: 1)),
        ("[" + alias("a", .ed25519) + "," + alias("a", .secp256k1) + "]", .invalidAlias(index: 1)),
    ]

    @Test(arguments: aliases) func `names that are none, or that leave a choice, are refused`(
        _ text: String, _ error: KeystoreError
    ) {
        #expect(throws: error) { try Self.keystore("[]", text) }
    }

    @Test func `what is written is read again, with names for all and strangers kept`() throws {
        let stranger = #"{"alias":"ledger","public_key_base64":"not of ours"}"#
        var keystore = try Self.keystore(
            Self.list([.ed25519, .secp256k1]), "[\(stranger)," + Self.alias("key-1", .secp256k1) + "]")
        let third = try KnownKey.secp256r1.key()
        try keystore.add(third, alias: "Third_key-3")
        let folder = try Folder()
        try keystore.write(folder.keys)
        let read = try SuiKeystore.read(folder.keys)
        #expect(read.entries.map(\.address.description) == KnownKey.allCases.map(\.address))
        #expect(read.entries.map(\.alias) == ["key-2", "key-1", "Third_key-3"])
        let names = try Tree.read(folder.names)
        #expect(names.list.map { $0["alias"].text } == ["key-2", "key-1", "Third_key-3", "ledger"])
        #expect(
            names.list.map { $0["public_key_base64"].text }
                == KnownKey.allCases.map(\.publicKey) + ["not of ours"])
        #expect(try Tree.read(folder.keys) == .list(KnownKey.allCases.map { .text($0.rawValue) }))
        for file in [folder.keys, folder.names] { #expect(try FileStatus.of(file).permissions == 0o600) }
        try read.write(folder.keys)
        #expect(try Tree.read(folder.names) == names)
    }

    @Test func `an empty keystore is one too`() throws {
        let folder = try Folder()
        #expect(throws: KeystoreError.self) { try SuiKeystore.read(folder.keys) }
        #expect(try SuiKeystore.readOrBegin(folder.keys).entries.isEmpty)
        try SuiKeystore().write(folder.keys)
        #expect(try Tree.read(folder.keys) == .list([]))
        #expect(try Tree.read(folder.names) == .list([]))
        #expect(try SuiKeystore.read(folder.keys).entries.isEmpty)
    }

    @Test func `names stay that stand before there are keys`() throws {
        let folder = try Folder()
        try folder.put("[" + Self.alias("elsewhere", .secp256k1) + "]", at: folder.names)
        var keystore = try SuiKeystore.readOrBegin(folder.keys)
        #expect(throws: KeystoreError.nameTaken) {
            let key = try KnownKey.ed25519.key()
            try keystore.add(key, alias: "elsewhere")
        }
        let key = try KnownKey.secp256k1.key()
        try keystore.add(key, alias: "here")
        try keystore.write(folder.keys)
        #expect(try Tree.read(folder.names).list.compactMap { $0["alias"].text } == ["here"])
    }

    @Test(arguments: ["", "1a", "-a", "a b", "a.b", "ä", "a\n", String(repeating: "a", count: 64)])
    func `a name is a letter and what may follow it`(_ name: String) throws {
        var keystore = SuiKeystore()
        #expect(throws: KeystoreError.invalidName) {
            let key = try KnownKey.ed25519.key()
            try keystore.add(key, alias: name)
        }
    }

    @Test func `a name and a key stand once`() throws {
        var keystore = SuiKeystore()
        let first = try KnownKey.ed25519.key()
        try keystore.add(first, alias: String(repeating: "a", count: 63))
        #expect(throws: KeystoreError.keyTaken) {
            let key = try KnownKey.ed25519.key()
            try keystore.add(key, alias: "b")
        }
        #expect(throws: KeystoreError.nameTaken) {
            let key = try KnownKey.secp256r1.key()
            try keystore.add(key, alias: String(repeating: "a", count: 63))
        }
        #expect(keystore.entries.count == 1)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o644] as [mode_t])
    func `a file that others may read or change is refused`(_ mode: mode_t) throws {
        let folder = try Folder()
        try folder.put(Self.list([.ed25519]), at: folder.keys, mode: mode)
        #expect(throws: KeystoreError.exposed) { try SuiKeystore.read(folder.keys) }
        #expect(throws: KeystoreError.exposed) { try SuiKeystore.readOrBegin(folder.keys) }
        chmod(folder.keys, 0o600)
        #expect(try SuiKeystore.read(folder.keys).entries.count == 1)
    }

    @Test func `a folder or a file too large is no keystore`() throws {
        let folder = try Folder()
        #expect(throws: KeystoreError.file(.notRegular)) { try SuiKeystore.readOrBegin(folder.path) }
        let tooMuch = String(repeating: " ", count: 1024 * 1024 + 1)
        try folder.put(tooMuch, at: folder.names)
        #expect(throws: KeystoreError.aliasFile(.tooLarge(limit: 1024 * 1024))) { try SuiKeystore.read(folder.keys) }
        unlink(folder.names)
        try folder.put(tooMuch, at: folder.keys)
        #expect(throws: KeystoreError.file(.tooLarge(limit: 1024 * 1024))) { try SuiKeystore.read(folder.keys) }
    }

    static let paths = [
        ("/home/a/.sui/sui_config/sui.keystore", "/home/a/.sui/sui_config/sui.aliases"), ("keys", "keys.aliases"),
        ("a.b/keys", "a.b/keys.aliases"), ("a.b.c", "a.b.aliases"), (".keys", ".keys.aliases"),
        ("x/.keys", "x/.keys.aliases"),
        (".keys.txt", ".keys.aliases"), ("keys.", "keys.aliases"),
    ]

    @Test(arguments: paths) func `the names are beside the keys`(_ path: String, _ names: String) {
        #expect(SuiKeystore.aliasPath(for: path) == names)
    }

    @Test(
        .enabled(if: PysuiPeer.isPossible, "no pysui (PYSUI_PYTHON): our keystore was NOT read by another"))
    func `another implementation finds our keys under our names`() throws {
        let folder = try Folder()
        var keystore = SuiKeystore()
        for (index, curve) in (Curve.allCases + Curve.allCases).enumerated() {
            let key = try PrivateKey.random(curve)
            try keystore.add(key, alias: "name-\(index)")
        }
        try keystore.write(folder.keys)
        let client = folder.path + "/client.yaml"
        defer { unlink(client) }
        let text = """
            keystore:
              File: \(folder.keys)
            envs:
              - alias: local
                rpc: "http://127.0.0.1:9000"
            active_env: local
            active_address: "\(keystore.entries[0].address)"
            """
        try folder.put(text, at: client)
        let seen = try PysuiPeer().keystore(folder.path)
        #expect(seen["aliases"].list.compactMap(\.text) == keystore.entries.compactMap(\.alias), "\(seen)")
        #expect(seen["addresses"].list.compactMap(\.text) == keystore.entries.map(\.address.description))
        let texts = keystore.entries.map { KeyText.keystoreEntry($0.key) }
        #expect(seen["keys"].list.compactMap(\.text) == texts)
    }
}
