// SPDX-License-Identifier: Apache-2.0
import Attestation
import FuzzDriver

/// Feeds each input, as it stands, to everything that is read on a provisioning connection, on both of its sides.
///
/// Whatever is read is written again as the same bytes: what was signed and what is done cannot differ.
@_cdecl("FuzzProvision_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        if let request = try? ProvisioningRequest(input.span) {
            require(request.encoded == input, "a request has one form")
            if case .order(let signed) = request { readOrder(signed.message) }
        }
        readOrder(input)
        if let reply = ProvisioningReply(input.span) { require(reply.encoded == input, "a reply has one form") }
        if let floor = StateFloor(input.span) {
            require(floor.encoded == input, "a floor has one form")
            require((floor.sequence == 0) == (floor.root == nil), "a floor without a root is none")
        }
        if let secret = WrappedSecret(input.span) { require(secret.encoded == input, "a wrapped secret has one form") }
        return 0
    }
}

private func readOrder(_ message: [UInt8]) {
    guard let order = try? ProvisioningOrder(message.span) else { return }
    require(order.message == message, "an order has one form")
    // Longer than what a wallet signs for a transaction.
    require(message.count > 32, "an order is no digest")
}
