// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel
internal import WorkerProtocol

/// A node password as k3s keeps it: `$1:<salt in hexadecimal>:8:8:1:<key in Base64, without padding>`, by scrypt.
///
/// What makes scrypt dear is for passwords that people choose, and ours are 32 bytes that nobody guesses. So the first number, the
/// logarithm of the cost, is small: with k3s' own of 15 each join takes a tenth of a second of a processor and 32 MiB, and machines
/// that join at once take all processors. k3s itself takes any cost that stands there; we take ours and its
/// own alone, so that nobody who writes a Secret can make us work.
struct NodePasswordHash: Hashable, Sendable, CustomStringConvertible {
    /// The text, as it stands in the Secret.
    let text: String

    private let logarithm: Int
    private let salt: [UInt8]
    private let key: [UInt8]

    /// The cost of what is made here.
    private static let ownLogarithm = 8
    /// The cost of what k3s makes.
    private static let dearLogarithm = 15
    /// Whoever works on a dear one: one at a time, so that joins leave a processor to everybody else.
    private static let dear = Locked(())
    private static let blockSize: UInt32 = 8
    private static let saltLength = 8
    private static let longestSalt = 64
    private static let keyLength = 64

    /// Hashes a password, with a salt that nobody else has.
    static func make(_ password: NodePassword) throws(CryptoError) -> NodePasswordHash {
        try make(password, salt: try randomBytes(saltLength))
    }

    /// The same with a given salt, for vectors.
    static func make(_ password: NodePassword, salt: [UInt8]) throws(CryptoError) -> NodePasswordHash {
        NodePasswordHash(salt: salt, key: try key(password, salt, ownLogarithm))
    }

    private init(salt: [UInt8], key: [UInt8]) {
        let digits = Base64.encode(key).prefix { $0 != "=" }
        logarithm = Self.ownLogarithm
        text = "$1:\(Hex.encode(salt)):\(logarithm):\(Self.blockSize):1:\(digits)"
        self.salt = salt
        self.key = key
    }

    /// Reads a hash; `nil` for anything but k3s' own form, and its cost or ours.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count <= 512, parts.count == 6, parts[0] == "$1", parts[3] == "\(Self.blockSize)",
            parts[4] == "1",
            let logarithm = [Self.ownLogarithm, Self.dearLogarithm].first(where: { parts[2] == "\($0)" })
        else { return nil }
        let digits = Array(parts[1].utf8)
        guard !digits.isEmpty, digits.count <= 2 * Self.longestSalt,
            let salt = Hex.decode(digits.span, count: digits.count / 2)
        else { return nil }
        // 64 bytes are 86 digits, and two that k3s leaves out.
        guard let key = Base64.decode(parts[5] + "=="), key.count == Self.keyLength else { return nil }
        self.text = text
        self.logarithm = logarithm
        self.salt = salt
        self.key = key
    }

    /// Whether it is this password's, in a time that says nothing of how far they agree.
    func matches(_ password: NodePassword) throws(CryptoError) -> Bool {
        let other = try Self.key(password, salt, logarithm)
        return constantTimeEqual(key.span, other.span)
    }

    /// Says nothing of it.
    var description: String { "node password hash" }

    private static func key(
        _ password: NodePassword, _ salt: [UInt8], _ logarithm: Int
    ) throws(CryptoError) -> [UInt8] {
        guard logarithm > ownLogarithm else { return try scrypt(password, salt, logarithm) }
        return try dear.withLock { _ throws(CryptoError) in try scrypt(password, salt, logarithm) }
    }

    private static func scrypt(
        _ password: NodePassword, _ salt: [UInt8], _ logarithm: Int
    ) throws(CryptoError) -> [UInt8] {
        let text = Array(password.text.utf8)
        let key = try Scrypt.key(
            password: text.span, salt: salt.span, cost: 1 << UInt64(logarithm), blockSize: blockSize, parallelism: 1,
            count: keyLength)
        return key.withBytes { bytes in [UInt8](copying: bytes) }
    }
}
