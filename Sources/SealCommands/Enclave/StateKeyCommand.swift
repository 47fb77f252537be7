// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel

/// Makes the key that a cluster's state is sealed with.
enum StateKeyCommand {
    /// A box over 32 bytes is far shorter.
    private static let limit = 4096

    static let command = Command(
        words: ["enclave", "state-key"], summary: "Makes the key that a cluster's state is sealed with, once.",
        operands: [Operand("FILE", "where it is kept, under a password; nothing may be there")],
        settings: [Flags.passwordFile],
        details: """
            Who has the file and its password can read every snapshot; who loses it has lost them. The key is not bound to any
            measurements: it goes to the enclaves that somebody brings it to, each of which is verified before. For a new image it is
            brought again, against the new measurements; nothing is sealed anew.
            """
    ) { invocation throws(CommandFailure) in
        let path = invocation.operands[0]
        let there: Folder.Entry.Kind?
        do throws(FileError) { there = try Folder.kind(of: path) } catch { throw CommandFailure(path, error) }
        guard there == nil else {
            throw CommandFailure("\(path) is there: a state key is never replaced by chance", .cannotCreate)
        }
        let password = try password(invocation, "new password for the state key: ")
        let box: [UInt8]
        do throws(CryptoError) {
            box = try PasswordBox.seal(try Secret.random(count: SealedStream.keyLength), password: password)
        } catch { throw CommandFailure(error) }
        do throws(FileError) { try FileReplacement.write(box.span, to: path, readers: .owner) } catch {
            throw CommandFailure(writing: path, error)
        }
        return .of(("stateKey", .text(path)))
    }

    /// The key in such a file.
    static func open(_ path: String, _ invocation: Invocation) throws(CommandFailure) -> Secret {
        let box = try PrivateFile.bytes(path, limit: limit)
        let password = try password(invocation, "password for the state key: ")
        let key: Secret
        do throws(CryptoError) { key = try PasswordBox.open(box, password: password) } catch {
            throw CommandFailure("\(path): \(error)", error.code == .wrongPassword ? .refused : .software)
        }
        guard key.count == SealedStream.keyLength else {
            throw CommandFailure("\(path): this is no state key", .configuration)
        }
        return key
    }

    private static func password(_ invocation: Invocation, _ prompt: String) throws(CommandFailure) -> Secret {
        try Signer.password(try invocation(Flags.passwordFile), prompt, invocation.console)
    }
}
