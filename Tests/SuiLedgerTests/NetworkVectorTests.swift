// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing
import Wire

/// Vectors of the network's own tools: real transactions, keys and ids.
///
/// They are not part of this repository; where they are
/// at hand, all of them must pass.
@Suite(.enabled(if: NetworkVectors.isPresent, "no ../shared/fixtures/sui here: the network's vectors were NOT checked"))
struct NetworkVectorTests {
    @Test(arguments: NetworkVectors.of("suiprivkey")) func `a key is read, written and named`(_ vector: Tree) throws {
        let text = try #require(vector["suiprivkey"].text)
        let entry = try #require(vector["keystore_base64"].text)
        for form in [text, text.uppercased(), entry] {
            let key = try KeyText.read(form)
            let publicKey = key.publicKey
            let written = KeyText.bech32(key)
            let kept = KeyText.keystoreEntry(key)
            #expect(written == text)
            #expect(kept == entry)
            #expect(publicKey.bytes == vector["public_key_hex"].hex)
            #expect(Address(publicKey).description == vector["address"].text)
        }
    }

    @Test(arguments: NetworkVectors.of("address")) func `a public key has its address`(_ vector: Tree) throws {
        let flag = try #require(vector["flag"].integer)
        let curve = try #require(SignatureScheme(rawValue: UInt8(flag))?.curve)
        let bytes = try #require(vector["public_key_hex"].hex ?? vector["public_key_base64"].base64)
        let key = try #require(PublicKey(curve, bytes))
        #expect(Address(key).description == vector["address"].text)
    }

    @Test(arguments: NetworkVectors.of("personal-message", "transaction-intent").filter { $0["message_hex"] != .null })
    func `a message is signed with its intent`(_ vector: Tree) throws {
        let message = try #require(vector["message_hex"].hex)
        let intent: Intent = vector["category"].text == "personal-message" ? .personalMessage : .transaction
        let other: Intent = intent == .transaction ? .personalMessage : .transaction
        #expect(intent.digest(of: message).hex == vector["digest_hex"].text)
        let text = try #require(vector["signature_base64"].text)
        let signature = try UserSignature(base64: text)
        #expect(signature.isValid(over: message, intent: intent))
        #expect(!signature.isValid(over: message, intent: other))
        #expect(!signature.isValid(over: message + [0], intent: intent))
        #expect(signature.signer.description == vector["address"].text)
        #expect(signature.base64 == text)
        let secret = try #require(vector["secret_hex"].hex)
        let key = try PrivateKey(signature.publicKey.curve, copying: secret.span)
        let ours = try key.sign(message, intent: intent)
        #expect(ours.isValid(over: message, intent: intent))
        if signature.publicKey.curve == .ed25519 { #expect(ours == signature) }
    }

    @Test(
        arguments: NetworkVectors.of("transaction-bcs", "transaction-digest", "transaction-intent", "passkey").filter {
            $0["tx_base64"] != .null
        })
    func `a transaction is read and written as it was`(_ vector: Tree) throws {
        let bytes = try #require(vector["tx_base64"].base64)
        let transaction = try TransactionData(bcs: bytes)
        #expect(transaction.bcs == bytes)
        let digest = vector["tx_digest_base58"].text ?? vector["tx_digest_base58_derived"].text
        if let digest {
            #expect(transaction.digest.description == digest)
            #expect(Digest(digest) == transaction.digest)
        }
        let decoded = vector["decoded"]
        if let sender = decoded["sender"].text { #expect(transaction.sender.description == sender) }
        if let price = decoded["gasData"]["price"].integer { #expect(transaction.gas.price == UInt64(price)) }
        if let budget = decoded["gasData"]["budget"].integer { #expect(transaction.gas.budget == UInt64(budget)) }
        #expect(
            transaction.gas.payment.map(\.id.description)
                == decoded["gasData"]["payment"].list.compactMap { $0["objectId"].text })
        let program = decoded["kind"]["ProgrammableTransaction"]
        #expect(transaction.program.inputs.count == program["inputs"].list.count)
        for (command, expected) in zip(transaction.program.commands, program["commands"].list) {
            guard case .call(let call) = command else { continue }
            let wanted = expected["MoveCall"]
            #expect(call.package.description == wanted["package"].text)
            #expect(call.module == wanted["module"].text)
            #expect(call.function == wanted["function"].text)
            #expect(call.typeArguments.map(\.description) == wanted["typeArguments"].list.compactMap(\.text))
            for tag in call.typeArguments { #expect(TypeTag(tag.description) == tag) }
        }
        if vector["category"].text == "transaction-digest" {
            let signature = try UserSignature(base64: try #require(vector["signature_base64"].text))
            #expect(signature.isValid(over: bytes, intent: .transaction))
            #expect(signature.signer == transaction.sender)
        }
        for count in 0..<bytes.count {
            #expect(throws: BCSError.self) { try TransactionData(bcs: Array(bytes[..<count])) }
        }
        // Whatever one bit does, it does not trap, and what is read is written again as it stood.
        for bit in stride(from: 0, to: bytes.count * 8, by: max(1, bytes.count / 40)) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            if let read = try? TransactionData(bcs: changed) { #expect(read.bcs == changed) }
        }
    }

    @Test(arguments: NetworkVectors.of("object-id")) func `ids are found without asking`(_ vector: Tree) throws {
        let parent = try #require(vector["parent"].text.flatMap(Address.init(_:)))
        let key = try #require(vector["key_bcs_hex"].hex)
        let type = try #require(vector["key_type"].text.flatMap { TypeTag($0) })
        let id =
            vector["id"].text?.hasPrefix("derived-object") == true
            ? Address.derivedObject(of: parent, key: key, type: type)
            : Address.dynamicField(of: parent, key: key, type: type)
        #expect(id.description == vector["object_id"].text)
    }

    @Test(arguments: NetworkVectors.of("bcs-uleb")) func `lengths are written as the network does`(
        _ vector: Tree
    ) throws {
        let value = try #require(vector["value"].integer.flatMap { UInt32(exactly: $0) })
        let bytes = try #require(vector["hex"].hex)
        var writer = BCSWriter()
        writer.uleb128(value)
        let written = writer.bytes
        #expect(written == bytes)
        var reader = BCSReader(bytes.span)
        let read = try reader.uleb128()
        #expect(read == value)
    }

    @Test func `signatures of other kinds are refused by name`() throws {
        let kinds: [(String, SignatureScheme)] = [
            ("zklogin", .zkLogin), ("passkey", .passkey), ("multisig", .multisig),
        ]
        for (category, scheme) in kinds {
            let vector = try #require(NetworkVectors.of(category).first { $0["signature_base64"] != .null })
            let text = try #require(vector["signature_base64"].text)
            #expect(throws: UserSignature.Refusal.unsupported(scheme)) { try UserSignature(base64: text) }
        }
    }

    @Test(arguments: NetworkVectors.of("ecdsa")) func `ECDSA is the network's`(_ vector: Tree) throws {
        let flag = try #require(vector["flag"].integer)
        let curve = try #require(SignatureScheme(rawValue: UInt8(flag))?.curve)
        let bytes = try #require(vector["public_key_hex"].hex)
        let key = try #require(PublicKey(curve, bytes))
        let signature = try #require(vector["signature_hex"].hex)
        let message = Array(try #require(vector["message_utf8"].text).utf8)
        #expect(key.isValid(signature, over: message))
    }
}

enum NetworkVectors {
    private static let all: [Tree] = (try? Tree.read(TestFiles.fixtures + "sui/vectors.json"))?["vectors"].list ?? []

    static var isPresent: Bool { !all.isEmpty }

    static func of(_ categories: String...) -> [Tree] {
        all.filter { vector in vector["category"].text.map(categories.contains) ?? false }
    }
}
