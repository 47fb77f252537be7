// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Another program that holds the key: a hardware wallet's, an agent's, a service's.
///
/// It gets one line of JSON and answers with one signature, which is checked before anything is done with it.
struct SignerCommand {
    private let path: String
    private let console: Console

    /// Finds the program that is set, if one is.
    init?(_ invocation: Invocation) throws(CommandFailure) {
        guard let name = try invocation(Flags.signerCommand) else { return nil }
        guard let path = Executable.find(name, path: invocation.environment["PATH"]) else {
            throw CommandFailure(
                "--signer-command: \(TextWriter.visible(name)) is neither the absolute path of a program nor one in $PATH",
                .configuration)
        }
        self.path = path
        console = invocation.console
    }

    /// Has a message signed.
    func sign(_ message: [UInt8], for address: Address) throws(CommandFailure) -> UserSignature {
        let line =
            #"{"address":"\#(address)","intent":"personal-message","message":"\#(Base64.encode(message))"}"# + "\n"
        let input = Array(line.utf8)
        let answer: ChildProcess.Answer
        console.progress("waiting for \(path)")
        do throws(ChildFailure) { answer = try ChildProcess.ask(path, input: input.span) } catch {
            throw failure(error.description, .unavailable)
        }
        switch answer.end {
        case .code(0): break
        case .code(let code): throw failure("it ended with \(code)", .refused)
        case .signal(let number): throw failure("signal \(number) ended it", .unavailable)
        }
        let words = String(decoding: answer.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 1 else { throw failure("it must print one signature and nothing else", .refused) }
        let signature: UserSignature
        do throws(UserSignature.Refusal) { signature = try UserSignature(base64: String(words[0])) } catch {
            throw failure(Self.reason(error), .refused)
        }
        guard signature.signer == address else {
            throw failure("it signed as \(signature.signer), and not as \(address)", .refused)
        }
        guard signature.isValid(over: message, intent: .personalMessage) else {
            throw failure("its signature is not one of this message, as a personal message", .refused)
        }
        return signature
    }

    private static func reason(_ refusal: UserSignature.Refusal) -> String {
        switch refusal {
        case .malformed: "what it printed is not the Base64 of flag, signature and public key"
        case .unsupported: "multisig, zkLogin and passkey accounts sign no tokens: a single key does"
        }
    }

    private func failure(_ reason: String, _ exit: ExitCode) -> CommandFailure {
        CommandFailure("--signer-command \(TextWriter.visible(path)): \(reason)", exit)
    }
}
