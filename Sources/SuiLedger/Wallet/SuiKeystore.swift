// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Kernel
internal import Wire

/// The keystore of Sui's own command line: private keys in the open, in a file of their owner's alone, and their names beside it.
///
/// `sui.keystore` is a list of Base64, `sui.aliases` one of names with public keys. What we copy of the keys is wiped with its owner;
/// the file itself is what it is, which is why a wallet of ours keeps keys under passwords.
public struct SuiKeystore: Sendable {
    /// A key, wiped when the last of those who hold it lets it go.
    public final class Entry: Sendable {
        /// What its owner calls it; `nil` where nobody has named it.
        public let alias: String?
        /// The key.
        public let key: PrivateKey

        /// The address that it signs for.
        public var address: Address { Address(key.publicKey) }

        fileprivate init(alias: String?, key: consuming PrivateKey) {
            self.alias = alias
            self.key = key
        }
    }

    /// A name of a key that is not in the file with the keys: a hardware wallet's, for example.
    struct Stranger: Hashable {
        let alias: String
        let publicKey: String
    }

    static let maximumBytes = 1024 * 1024

    /// The keys, in the order of the file.
    public private(set) var entries: [Entry] = []
    private(set) var strangers: [Stranger] = []

    /// An empty keystore.
    public init() {}

    /// Reads both files' bytes; wiping those is the caller's part.
    ///
    /// A key that stands twice is one key.
    public init(keys: Span<UInt8>, aliases: Span<UInt8>? = nil) throws(KeystoreError) {
        var names: [String: String] = [:]
        if let aliases { names = try Self.names(aliases) }
        var list = KeystoreList(keys)
        var index = 0
        while let text = try list.next() {
            let key: PrivateKey
            do throws(CryptoError) { key = try KeyText.read(keystoreEntry: keys.extracting(text)) } catch {
                throw .invalidKey(index: index)
            }
            let publicKey = key.publicKey
            index += 1
            guard !entries.contains(where: { $0.key.publicKey == publicKey }) else { continue }
            entries.append(Entry(alias: names.removeValue(forKey: Self.text(publicKey)), key: key))
        }
        strangers = names.map { Stranger(alias: $0.value, publicKey: $0.key) }.sorted { $0.publicKey < $1.publicKey }
    }

    /// The key of this name.
    public func entry(alias: String) -> Entry? { entries.first { $0.alias == alias } }

    /// The key of this address.
    public func entry(address: Address) -> Entry? { entries.first { $0.address == address } }

    /// Adds a key under a name.
    public mutating func add(_ key: consuming PrivateKey, alias: String) throws(KeystoreError) {
        guard Self.isName(alias) else { throw .invalidName }
        guard entry(alias: alias) == nil, !strangers.contains(where: { $0.alias == alias }) else { throw .nameTaken }
        let publicKey = key.publicKey
        guard !entries.contains(where: { $0.key.publicKey == publicKey }) else { throw .keyTaken }
        // Whatever was called so far by a key that was elsewhere has a name of ours now.
        strangers.removeAll { $0.publicKey == Self.text(publicKey) }
        entries.append(Entry(alias: alias, key: key))
    }

    // MARK: Texts

    /// The file with the names.
    ///
    /// Sui shows no key that has none: those are called `key-1` and so on here.
    public var aliasText: String {
        var taken = Set(entries.compactMap(\.alias) + strangers.map(\.alias))
        var number = 0
        let names = entries.map { entry in
            if let alias = entry.alias { return Stranger(alias: alias, publicKey: Self.text(entry.key.publicKey)) }
            repeat { number += 1 } while !taken.insert("key-\(number)").inserted
            return Stranger(alias: "key-\(number)", publicKey: Self.text(entry.key.publicKey))
        }
        var buffer = ByteBuffer()
        buffer.append("[")
        for (index, name) in (names + strangers).enumerated() {
            buffer.append(index == 0 ? "\n  {\n    \"alias\": " : ",\n  {\n    \"alias\": ")
            buffer.append(json: name.alias)
            buffer.append(",\n    \"public_key_base64\": ")
            buffer.append(json: name.publicKey)
            buffer.append("\n  }")
        }
        buffer.append(names.isEmpty && strangers.isEmpty ? "]" : "\n]")
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// Lends the file with the keys, which is wiped afterwards.
    func withKeyBytes<Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
        var bytes: [UInt8] = []
        // An entry of 44 digits with its quotes, comma and indentation: nothing is moved while it grows.
        bytes.reserveCapacity(4 + 64 * entries.count)
        bytes.append(UInt8(ascii: "["))
        for (index, entry) in entries.enumerated() {
            bytes += (index == 0 ? "\n  \"" : ",\n  \"").utf8
            bytes += KeyText.keystoreEntry(entry.key).utf8
            bytes.append(UInt8(ascii: "\""))
        }
        bytes += (entries.isEmpty ? "]" : "\n]").utf8
        defer { KeyText.wipe(&bytes) }
        try body(bytes.span)
    }

    /// A public key as `sui.aliases` has it.
    private static func text(_ key: PublicKey) -> String {
        Base64.encode([SignatureScheme(key.curve).rawValue] + key.bytes)
    }

    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
        guard let first = bytes.first, isLetter(first), bytes.count <= 63 else { return false }
        return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f }
    }

    // MARK: Names

    private enum Failure: JSONFailure {
        case json(JSONError)
        case keystore(KeystoreError)

        init(_ error: JSONError) { self = .json(error) }
    }

    /// The names by the public keys' texts; neither may stand twice.
    private static func names(_ bytes: Span<UInt8>) throws(KeystoreError) -> [String: String] {
        do throws(Failure) {
            var parser = try makeParser()
            return try parser.withDocument(bytes) { document throws(Failure) in
                guard document.kind == .array else { throw .json(.wrongType) }
                var names: [String: String] = [:]
                var children = document.children
                var index = 0
                while children.advance() {
                    guard let value = children.value, let alias = try text(value, "alias"),
                        let key = try text(value, "public_key_base64"), !names.values.contains(alias),
                        names.updateValue(alias, forKey: key) == nil
                    else { throw .keystore(.invalidAlias(index: index)) }
                    index += 1
                }
                return names
            }
        } catch {
            switch error {
            case .json: throw .malformedAliases
            case .keystore(let error): throw error
            }
        }
    }

    private static func makeParser() throws(Failure) -> JSONParser {
        do throws(JSONError) { return try JSONParser(maximumBytes: maximumBytes) } catch { throw .json(error) }
    }

    private static func text(_ value: borrowing JSONValue, _ key: StaticString) throws(Failure) -> String? {
        do throws(JSONError) {
            guard value.kind == .object, let span = try value.member(key)?.string else { return nil }
            return String(decoding: [UInt8](copying: span), as: UTF8.self)
        } catch { throw .json(error) }
    }
}
