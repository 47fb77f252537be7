// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import SuiLedger

/// Who signs tokens: a key of the wallet, or another program.
struct TokenSigner {
    /// The account.
    let address: Address
    private let means: Means

    private enum Means {
        case wallet(Signer)
        case command(SignerCommand)
    }

    /// Finds the key, and opens nothing.
    init(_ invocation: Invocation) throws(CommandFailure) {
        let wanted = try invocation(Flags.address)
        guard let command = try SignerCommand(invocation) else {
            let signer = try Signer(invocation)
            guard wanted == nil || wanted == signer.address else {
                throw CommandFailure(
                    "the wallet's key is that of \(signer.address), not of --address: choose another with --key", .usage
                )
            }
            address = signer.address
            means = .wallet(signer)
            return
        }
        if let wanted { address = wanted } else { address = try Self.walletAddress(invocation) }
        means = .command(command)
    }

    private static func walletAddress(_ invocation: Invocation) throws(CommandFailure) -> Address {
        do throws(CommandFailure) { return try Signer(invocation).address } catch {
            throw CommandFailure(
                "\(error.message)\n--signer-command needs --address where no wallet names it", error.exit)
        }
    }

    /// Signs claims that we made.
    func sign(_ message: [UInt8]) throws(CommandFailure) -> UserSignature {
        switch means {
        case .wallet(let signer):
            let key = try signer.unlock()
            do throws(CryptoError) { return try key.sign(message, intent: .personalMessage) } catch {
                throw CommandFailure(error)
            }
        case .command(let command): return try command.sign(message, for: address)
        }
    }
}
