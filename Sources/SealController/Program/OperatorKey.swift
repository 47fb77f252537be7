// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// The operator's key in its file: one line, for few.
enum OperatorKey {
    /// Why there is none: one sentence for whoever starts the controller, with nothing of the key in it.
    struct Failure: Error, Equatable {
        let sentence: String
    }

    /// Reads `suiprivkey1…`, or an entry of Sui's keystore.
    static func read(_ path: String, by rule: KeyFileRule = .owner) throws(Failure) -> PrivateKey {
        let contents: FileContents
        do throws(FileError) {
            contents = try FileContents.read(path, limit: ControllerConfigurationReader.keyLimit)
        } catch { throw Failure(sentence: "\(path) cannot be read: \(error.description)") }
        guard rule.allows(contents.status) else { throw Failure(sentence: rule.complaint(about: path)) }
        var text = contents.bytes[...]
        while let last = text.last, last == 0x0A || last == 0x0D || last == 0x20 { text.removeLast() }
        do throws(CryptoError) { return try KeyText.read(String(decoding: text, as: UTF8.self)) } catch {
            throw Failure(sentence: "\(path) holds no key as wallets write it")
        }
    }
}
