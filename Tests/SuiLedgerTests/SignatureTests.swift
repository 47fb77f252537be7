// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import Testing

@Suite struct SignatureTests {
    @Test(arguments: Curve.allCases) func `what a key signs names the key and the intent`(_ curve: Curve) throws {
        let key = try PrivateKey.random(curve)
        let publicKey = key.publicKey
        let message = Array("a message".utf8)
        let signature = try key.sign(message, intent: .personalMessage)
        #expect(signature.bytes.count == 1 + 64 + curve.publicKeyLength)
        #expect(signature.bytes[0] == SignatureScheme(curve).rawValue)
        #expect(signature.signer == Address(publicKey))
        #expect(signature.isValid(over: message, intent: .personalMessage))
        #expect(!signature.isValid(over: message, intent: .transaction))
        let read = try UserSignature(base64: signature.base64)
        #expect(read == signature)
    }

    static let refused: [([UInt8], UserSignature.Refusal)] = [
        ([], .malformed), ([0], .malformed), (Array(repeating: 0, count: 96), .malformed),
        (Array(repeating: 0, count: 98), .malformed), ([1] + Array(repeating: 0, count: 96), .malformed),
        ([3, 1], .unsupported(.multisig)), ([4], .unsupported(.bls)), ([5], .unsupported(.zkLogin)),
        ([6], .unsupported(.passkey)), ([7], .malformed), ([0xff], .malformed),
        ([5] + Array(repeating: 0, count: UserSignature.maximumLength), .malformed),
    ]

    @Test(arguments: refused) func `what is none is refused`(_ bytes: [UInt8], _ refusal: UserSignature.Refusal) {
        #expect(throws: refusal) { try UserSignature(bytes) }
        let text = Base64.encode(bytes)
        #expect(throws: refusal) { try UserSignature(base64: text) }
    }

    @Test(arguments: [
        "", "suiprivkey1", "suiprivkey1qqqq", "AAAA", "not a key", "AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `what is no private key is none`(_ text: String) {
        #expect(throws: CryptoError(.invalidKey)) { try Self.curve(text) }
    }

    private static func curve(_ text: String) throws -> Curve {
        let key = try KeyText.read(text)
        return key.curve
    }
}
