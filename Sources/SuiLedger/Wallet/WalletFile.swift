// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Kernel

/// Keys under passwords, in a file: a line for each, with its name, its public key and the closed box with its private key.
///
/// The public key stands in the open, so that an address can be named without a password.
public struct WalletFile: Sendable {
    /// A key in the file.
    public struct Entry: Hashable, Sendable {
        /// What its owner calls it.
        public let name: String
        /// Its public half.
        public let publicKey: PublicKey
        /// Its private half, closed.
        let box: [UInt8]

        /// The address that it signs for.
        public var address: Address { Address(publicKey) }
    }

    private static let firstLine = "k3s-daas wallet 1"
    private static let maximumBytes = 1024 * 1024

    /// The keys, in the order in which they were added.
    public private(set) var entries: [Entry] = []

    /// An empty wallet.
    public init() {}

    /// Reads a wallet's text.
    public init(text: String) throws(WalletError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first.map(String.init) == Self.firstLine else { throw .malformed(line: 1) }
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 3, Self.isName(words[0]), let key = Self.publicKey(words[1]),
                let box = Base64.decode(words[2]), !entries.contains(where: { $0.name == words[0] })
            else { throw .malformed(line: index + 1) }
            entries.append(Entry(name: words[0], publicKey: key, box: box))
        }
    }

    /// Reads a wallet from a file that its owner alone may read.
    public static func read(_ path: String) throws(WalletError) -> WalletFile {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: maximumBytes) } catch {
            throw .file(error)
        }
        guard contents.status.isPrivate else { throw .exposed }
        return try WalletFile(text: String(decoding: contents.bytes, as: UTF8.self))
    }

    /// Writes the wallet, whole or not at all.
    public func write(_ path: String) throws(WalletError) {
        let bytes = Array(text.utf8)
        do throws(FileError) { try FileReplacement.write(bytes.span, to: path, readers: .owner) } catch {
            throw .file(error)
        }
    }

    /// The wallet as a text.
    public var text: String {
        let lines = entries.map { entry in
            let flag = SignatureScheme(entry.publicKey.curve).rawValue
            return "\(entry.name) \(Base64.encode([flag] + entry.publicKey.bytes)) \(Base64.encode(entry.box))"
        }
        return ([Self.firstLine] + lines).joined(separator: "\n") + "\n"
    }

    /// Fails where no key can be added under this name, before anybody has to think of a password.
    public func check(new name: String) throws(WalletError) {
        guard Self.isName(name) else { throw .invalidName }
        guard !entries.contains(where: { $0.name == name }) else { throw .nameTaken }
    }

    /// Adds a key under a password.
    public mutating func add(
        _ key: borrowing PrivateKey, name: String, password: borrowing Secret, cost: PasswordBox.Cost = .moderate
    ) throws(WalletError) {
        try check(new: name)
        let publicKey = key.publicKey
        let box: [UInt8]
        do throws(CryptoError) { box = try key.sealed(password: password, cost: cost) } catch { throw .key(error) }
        entries.append(Entry(name: name, publicKey: publicKey, box: box))
    }

    /// Opens a key; the box must hold the other half of the public key that stands beside it.
    public func unlock(_ name: String, password: borrowing Secret) throws(WalletError) -> PrivateKey {
        guard let entry = entries.first(where: { $0.name == name }) else { throw .noSuchKey }
        let publicKey = entry.publicKey
        do throws(CryptoError) {
            let key = try PrivateKey(publicKey.curve, opening: entry.box, password: password)
            guard key.publicKey == publicKey else { throw CryptoError(.wrongPassword) }
            return key
        } catch { throw .key(error) }
    }

    private static func publicKey(_ text: String) -> PublicKey? {
        guard let bytes = Base64.decode(text), let flag = bytes.first,
            let curve = SignatureScheme(rawValue: flag)?.curve
        else { return nil }
        return PublicKey(curve, Array(bytes.dropFirst()))
    }

    private static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}
