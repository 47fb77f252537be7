// SPDX-License-Identifier: Apache-2.0
import DevLedger
import FuzzDriver

/// Feeds each input to a local ledger as the body of a request of each kind: whatever the bytes, it answers.
@_cdecl("FuzzDevNode_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let node = DevNode(seed: 1)
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        precondition(!node.answer(input).isEmpty)
        precondition(!node.faucet(input).body.isEmpty)
        precondition(!node.control(input).body.isEmpty)
        // Whatever was asked for: time and gifts have bounds, and so has what can go wrong.
        precondition(node.identity.epoch <= 100 && !node.answer(input).isEmpty)
        return 0
    }
}
