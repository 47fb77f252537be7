// SPDX-License-Identifier: Apache-2.0
import FuzzDriver

@testable import SuiLedger

/// Feeds each input, after a byte that says what it is, to what reads bytes that a node or a wallet sent.
///
/// Whatever the bytes, it is read or refused; what is read is written again as it stood.
@_cdecl("FuzzSui_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard count > 0 else { return 0 }
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        read(input[0], Array(input.dropFirst()))
        return 0
    }
}

private let events = [
    ("staking", "StakeChanged"), ("staking", "ParamsChanged"), ("staking", "CapChanged"), ("seal", "SealChanged"),
    ("worker_registry", "WorkerChanged"), ("k8s_scheduler", "RequestChanged"), ("enclave_registry", "EnclaveChanged"),
    ("governance", "VoteCast"), ("audit_anchor", "Anchored"), ("cluster", "ClusterCreated"),
]

private func read(_ kind: UInt8, _ input: [UInt8]) {
    switch kind % 19 {
    case 0: if let value = try? TransactionData(bcs: input) { precondition(value.bcs == input) }
    case 1: if let value = try? TypeTag(bcs: input) { precondition(value.bcs == input) }
    case 2: _ = TypeTag(String(decoding: input, as: UTF8.self))
    case 3: if let value = try? UserSignature(input) { precondition(value.bytes == input) }
    case 4:
        let (module, name) = events[Int(input.first ?? 0) % events.count]
        let contents = Array(input.dropFirst())
        if let event = try? ContractEvent(module: module, name: name, contents: contents) {
            precondition(event.bcs == contents)
        }
    case 5: _ = try? ObjectQuestion(Address(5)).answer(grpcMessages: [input])
    case 6: _ = try? ObjectsQuestion([Address(5), Address(6)]).answer(grpcMessages: [input])
    case 7: _ = try? TablePageQuestion(table: Address(5)).answer(grpcMessages: [input])
    case 8: _ = try? EpochQuestion().answer(grpcMessages: [input])
    case 9: _ = try? SimulateQuestion(transaction: []).answer(grpcMessages: [input])
    case 10: _ = try? EventPageQuestion(of: Address(5), from: 0).answer(grpcMessages: [input, [0x1a, 2, 8, 5]])
    case 11: _ = try? WalletFile(text: String(decoding: input, as: UTF8.self))
    case 12: _ = Digest(String(decoding: input, as: UTF8.self))
    case 13: _ = Address(String(decoding: input, as: UTF8.self))
    case 14: _ = try? UserSignature(base64: String(decoding: input, as: UTF8.self))
    case 15:
        // The names, if any, stand behind a zero.
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
        let (keys, names) = (parts[0], parts.count > 1 ? parts[1] : nil)
        if let keystore = try? SuiKeystore(keys: keys.span, aliases: names?.span) {
            let written = Array(keystore.aliasText.utf8)
            precondition((try? SuiKeystore(keys: keys.span, aliases: written.span))?.aliasText == keystore.aliasText)
        }
    case 17: _ = try? EventSubscription([Address(5)], .events).read(input)
    case 18: _ = try? EventSubscription([Address(5)], .checkpoints).read(input)
    default:
        var assembler = GRPCFrame.Assembler(maximumMessage: 1024)
        for byte in input {
            assembler.append([byte])
            while let message = try? assembler.next() { precondition(message.count <= 1024) }
        }
    }
}
