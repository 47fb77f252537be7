// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing
import Wire

/// Transactions, keys and signatures against another implementation, both ways.
@Suite(
    .enabled(
        if: PysuiPeer.isPossible,
        "no Python with pysui (PYSUI_PYTHON, see hack/python-peers): transactions and signatures were NOT compared"),
    .timeLimit(.minutes(10)))
struct PysuiTests {
    /// Five thousand, and fewer where sanitizers look at what code does.
    private static let count = min(5000, 20 * Seeds.all.count)

    @Test func `thousands of transactions of ours are read as we meant them`() throws {
        let peer = try PysuiPeer()
        var maker = TransactionMaker(seed: 1)
        for number in 0..<Self.count {
            let transaction = try maker.transaction()
            let bytes = transaction.bcs
            let read = try peer.read(bytes)
            let isSame =
                read["bcs"].base64 == bytes && read["digest"].text == "\(transaction.digest)"
                && read["says"] == transaction.said
            #expect(isSame, "\(number): \(transaction), read as \(read)")
            let again = try TransactionData(bcs: bytes)
            #expect(again == transaction)
            guard isSame else { return }
        }
    }

    @Test func `thousands of transactions of another's are read as they were meant`() throws {
        let peer = try PysuiPeer()
        for seed in 0..<Self.count {
            let made = try peer.make(seed)
            let bytes = try #require(made["bcs"].base64, "\(made)")
            let transaction = try TransactionData(bcs: bytes)
            let isSame =
                transaction.bcs == bytes && made["digest"].text == "\(transaction.digest)"
                && made["says"] == transaction.said
            #expect(isSame, "seed \(seed): \(transaction), made as \(made)")
            guard isSame else { return }
        }
    }

    @Test(arguments: Curve.allCases) func `keys have the same names and the same texts`(_ curve: Curve) throws {
        let peer = try PysuiPeer()
        for _ in 0..<50 {
            let key = try PrivateKey.random(curve)
            let publicKey = key.publicKey
            let entry = KeyText.keystoreEntry(key)
            let bech32 = KeyText.bech32(key)
            for text in [entry, bech32] {
                let other = try peer.key(text)
                #expect(other["address"].text == "\(Address(publicKey))")
                #expect(other["public"].base64 == [SignatureScheme(curve).rawValue] + publicKey.bytes)
                #expect(other["keystore"].text == entry)
                #expect(other["bech32"].text == bech32)
            }
        }
    }

    @Test(arguments: Curve.allCases, [Intent.transaction, .personalMessage])
    func `signatures hold on either side`(_ curve: Curve, _ intent: Intent) throws {
        let peer = try PysuiPeer()
        var maker = TransactionMaker(seed: 3)
        for count in [0, 1, 127, 128, 1000] + Array(2..<50) {
            let message = intent == .transaction ? try maker.transaction().bcs : maker.bytes(count)
            let key = try PrivateKey.random(curve)
            let address = Address(key.publicKey)
            let ours = try key.sign(message, intent: intent)
            let seen = try peer.verify(ours.bytes, over: message, intent: intent)
            #expect(seen["valid"].bool == true && seen["address"].text == "\(address)", "\(seen)")
            let theirs = try UserSignature(
                base64: try peer.sign(message, key: KeyText.keystoreEntry(key), intent: intent))
            #expect(theirs.isValid(over: message, intent: intent) && theirs.signer == address)
            if curve == .ed25519 { #expect(theirs == ours) }
            // Over anything else neither side takes it.
            let other = message + [0]
            #expect(!theirs.isValid(over: other, intent: intent))
            #expect(try peer.verify(ours.bytes, over: other, intent: intent)["valid"].bool == false)
        }
    }

    @Test func `what is no transaction is none to either`() throws {
        let peer = try PysuiPeer()
        var maker = TransactionMaker(seed: 5)
        for _ in 0..<300 {
            let bytes = try maker.transaction().bcs
            let cut = Array(bytes.prefix(maker.below(bytes.count)))
            #expect(throws: BCSError.self) { try TransactionData(bcs: cut) }
            #expect(try peer.read(cut)["error"] != .null)
        }
    }
}
