// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// Bytes under a password: Argon2id makes the key, XChaCha20-Poly1305 closes the box.
///
/// The box is `1 ‖ operations u32 LE ‖ memory in KiB u32 LE ‖ salt 16 ‖ nonce 24 ‖ ciphertext ‖ tag 16`; everything before the
/// ciphertext is authenticated with it. The corresponding C functions are `crypto_pwhash` and
/// `crypto_aead_xchacha20poly1305_ietf_encrypt`.
public enum PasswordBox {
    /// What it costs to try a password.
    public struct Cost: Hashable, Sendable {
        /// Passes over the memory.
        public var operations: UInt32
        /// In KiB.
        public var memory: UInt32

        /// Names a cost.
        public init(operations: UInt32, memory: UInt32) {
            self.operations = operations
            self.memory = memory
        }

        /// About a second of an ordinary machine and a quarter of a gibibyte: libsodium's "moderate".
        public static let moderate = Cost(operations: 3, memory: 256 * 1024)
        /// The least that Argon2id does, for tests.
        public static let least = Cost(operations: 1, memory: 8)
        /// More than any box of ours has; a box that asks for more would be an attack on memory.
        static let most = Cost(operations: 10, memory: 1024 * 1024)
    }

    private static let version: UInt8 = 1
    private static let saltLength = 16
    private static let nonceLength = 24
    private static let tagLength = 16
    private static let headLength = 9 + saltLength + nonceLength

    /// Closes a box over what the secret holds.
    public static func seal(
        _ secret: borrowing Secret, password: borrowing Secret, cost: Cost = .moderate
    ) throws(CryptoError) -> [UInt8] {
        var head: [UInt8] = [version]
        for value in [cost.operations, cost.memory] {
            for shift: UInt32 in [0, 8, 16, 24] { head.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        head += try randomBytes(saltLength + nonceLength)
        let key = try derived(password, head, cost)
        var sealed: [UInt8] = .init(repeating: 0, count: secret.count + tagLength)
        let status = key.withBytes { key in
            secret.withBytes { plain in
                unsafe key.withUnsafeBufferPointer { key in
                    unsafe plain.withUnsafeBufferPointer { plain in
                        unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                            &sealed, nil, plain.baseAddress, UInt64(plain.count), head, UInt64(head.count), nil,
                            nonce(head), key.baseAddress.unsafelyUnwrapped)
                    }
                }
            }
        }
        guard status == 0 else { throw CryptoError(.outOfMemory) }
        return head + sealed
    }

    /// Opens a box.
    ///
    /// A wrong password and a changed box look the same, and neither gives any byte.
    public static func open(_ box: [UInt8], password: borrowing Secret) throws(CryptoError) -> Secret {
        guard box.count >= headLength + tagLength, box[0] == version else { throw CryptoError(.wrongPassword) }
        let head = Array(box[..<headLength])
        let cost = Cost(operations: number(head, at: 1), memory: number(head, at: 5))
        guard (1...Cost.most.operations).contains(cost.operations), (8...Cost.most.memory).contains(cost.memory) else {
            throw CryptoError(.wrongPassword)
        }
        let key = try derived(password, head, cost)
        let sealed = Array(box[headLength...])
        var plain = try Secret(count: sealed.count - tagLength)
        let status = key.withBytes { key in
            plain.withMutableBytes { room in
                unsafe key.withUnsafeBufferPointer { key in
                    unsafe room.withUnsafeMutableBufferPointer { room in
                        unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                            room.baseAddress, nil, nil, sealed, UInt64(sealed.count), head, UInt64(head.count),
                            nonce(head), key.baseAddress.unsafelyUnwrapped)
                    }
                }
            }
        }
        guard status == 0 else { throw CryptoError(.wrongPassword) }
        return plain
    }

    private static func nonce(_ head: [UInt8]) -> [UInt8] { Array(head[(9 + saltLength)...]) }

    private static func number(_ head: [UInt8], at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(head[place + $1]) << UInt32(8 * $1) }
    }

    private static func derived(
        _ password: borrowing Secret, _ head: [UInt8], _ cost: Cost
    ) throws(CryptoError) -> Secret {
        var key = try Secret(count: 32)
        let salt = Array(head[9..<(9 + saltLength)])
        let status = key.withMutableBytes { room in
            password.withBytes { password in
                unsafe room.withUnsafeMutableBufferPointer { room in
                    unsafe password.withUnsafeBufferPointer { password in
                        unsafe password.withMemoryRebound(to: CChar.self) { password in
                            unsafe crypto_pwhash(
                                room.baseAddress.unsafelyUnwrapped, UInt64(room.count),
                                password.baseAddress.unsafelyUnwrapped, UInt64(password.count),
                                salt, UInt64(cost.operations), Int(cost.memory) * 1024, crypto_pwhash_ALG_ARGON2ID13)
                        }
                    }
                }
            }
        }
        guard status == 0 else { throw CryptoError(.outOfMemory) }
        return key
    }
}
