// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import SuiLedger

extension Command {
    /// A command that is one program: made, shown or sent, and reported.
    static func sending(
        _ words: [String], _ summary: String, operands: [Operand] = [], settings: [any AnySetting] = [],
        details: String = "",
        _ make: @escaping @Sendable (Invocation, Sender) throws(CommandFailure) -> Program
    ) -> Command {
        Command(
            words: words, summary: summary, operands: operands, settings: settings + Flags.sending, details: details
        ) { invocation throws(CommandFailure) in
            let sender = try Sender(invocation)
            return try sender.send(try make(invocation, sender)).report
        }
    }
}

extension Sender {
    /// The capability of this kind that the account has for the cluster.
    func capability(_ name: String) throws(CommandFailure) -> ObjectReference {
        let cluster = try session.ids().cluster.raw.bytes
        // The id of the object comes first, then that of the cluster.
        let found = try session.owned(by: signer.address, "caps", name).first {
            $0.contents.dropFirst(32).prefix(32).elementsEqual(cluster)
        }
        guard let found else {
            throw CommandFailure(
                "\(signer.address) has no \(name) of this cluster: `sealctl cap offer` and `sealctl cap accept` hand one over",
                .refused)
        }
        return found.reference
    }
}
