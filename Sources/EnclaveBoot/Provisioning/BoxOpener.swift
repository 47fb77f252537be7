// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto

/// Opens what was brought, all or nothing.
struct BoxOpener {
    let keys: EnclaveKeys

    /// The secrets of an order.
    func open(
        _ secrets: [ProvisioningOrder.SealedSecret], _ binding: ProvisioningOrder.Binding
    ) throws(ProvisioningRefusal) -> [SecretName: HeldSecret] {
        var opened: [SecretName: HeldSecret] = [:]
        for sealed in secrets {
            guard let name = SecretName(rawValue: sealed.name) else { throw ProvisioningRefusal(.unknownSecret) }
            guard opened[name] == nil else { throw ProvisioningRefusal(.repeatedSecret) }
            guard sealed.box.count <= name.limit + SealedBox.overhead else { throw ProvisioningRefusal(.tooLarge) }
            do throws(CryptoError) {
                let secret = try keys.recipient.open(
                    sealed.box.span, purpose: ProvisioningOrder.purpose, context: binding.context(of: name))
                opened[name] = HeldSecret(secret)
            } catch { throw ProvisioningRefusal(.notOpened) }
        }
        return opened
    }

    /// The secret whose data key is in the envelope.
    func unwrap(
        _ wrapped: WrappedSecret, _ envelope: [UInt8], _ key: EnvelopeKeyHolder
    ) throws(ProvisioningRefusal) -> [SecretName: HeldSecret] {
        do throws(CryptoError) {
            let dataKey = try key.open(envelope)
            return [wrapped.name: HeldSecret(try wrapped.opened(by: dataKey))]
        } catch { throw ProvisioningRefusal(.notOpened) }
    }
}
