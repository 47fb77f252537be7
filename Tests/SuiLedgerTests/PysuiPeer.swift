// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import SuiLedger
import TestSupport
import Testing

/// pysui, as a process that is asked: code for the same network that shares nothing with ours.
final class PysuiPeer {
    static let python = ProcessEnvironment.variables["PYSUI_PYTHON"] ?? ""
    static let isPossible = !python.isEmpty && PythonPeer.has(python, modules: "pysui")

    private let peer: PythonPeer

    init() throws { peer = try PythonPeer(Self.python, script: "pysui-peer.py") }

    private func ask(_ name: String, _ members: [String: Tree]) throws -> Tree {
        let question = Tree.object(members.merging(["ask": .text(name)]) { $1 })
        return try Tree(json: try peer.ask(question.json))
    }

    /// What it makes of a transaction's bytes: the bytes again, the digest, and what the transaction says.
    func read(_ bytes: [UInt8]) throws -> Tree { try ask("read", ["bcs": .text(Base64.encode(bytes))]) }

    /// A transaction of its own.
    func make(_ seed: Int) throws -> Tree { try ask("make", ["seed": .number("\(seed)")]) }

    /// What it says of a private key in either of the forms that wallets use.
    func key(_ text: String) throws -> Tree { try ask("key", ["key": .text(text)]) }

    /// Its signature.
    func sign(_ message: [UInt8], key: String, intent: Intent) throws -> String {
        let answer = try ask(
            "sign",
            [
                "key": .text(key), "message": .text(Base64.encode(message)),
                "personal": .bool(intent == .personalMessage),
            ])
        return try #require(answer["signature"].text, "\(answer)")
    }

    /// What it thinks of a signature.
    func verify(_ signature: [UInt8], over message: [UInt8], intent: Intent) throws -> Tree {
        try ask(
            "verify",
            [
                "signature": .text(Base64.encode(signature)), "message": .text(Base64.encode(message)),
                "personal": .bool(intent == .personalMessage),
            ])
    }

    /// What it reads in a folder with Sui's configuration.
    func keystore(_ folder: String) throws -> Tree { try ask("keystore", ["folder": .text(folder)]) }
}
