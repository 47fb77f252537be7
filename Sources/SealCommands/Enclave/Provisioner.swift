// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Who gives orders to enclaves: an Ed25519 key of the wallet, for one cluster.
struct Provisioner: ~Copyable {
    private let cluster: Bytes32
    private let key: PrivateKey
    private let publicKey: Bytes32

    /// Opens the key.
    init(_ invocation: Invocation, cluster: Address) throws(CommandFailure) {
        let key = try Signer(invocation).unlock()
        let bytes = key.publicKey.bytes
        guard key.curve == .ed25519, let publicKey = Bytes32(bytes.span) else {
            throw CommandFailure(
                "an enclave takes orders of Ed25519 keys alone: choose another with --key", .refused)
        }
        self.cluster = cluster.raw
        self.publicKey = publicKey
        self.key = key
    }

    /// Gives an order, bound to a fresh challenge; `work` gets the binding, which boxes are sealed under.
    func order(
        _ client: borrowing ProvisioningClient, _ verified: VerifiedRecipient,
        _ work: (ProvisioningOrder.Binding) throws(CommandFailure) -> ProvisioningOrder.Work
    ) throws(CommandFailure) -> ProvisioningReply {
        guard case .welcome(let nonce, let cluster) = try client.ask(.hello) else { throw client.foreign }
        guard cluster == self.cluster else {
            throw CommandFailure("the enclave is of another cluster: 0x\(cluster.hex)", .refused)
        }
        let binding = verified.binding(cluster, nonce)
        let message = ProvisioningOrder(binding, try work(binding)).message
        let signature: [UInt8]
        do throws(CryptoError) { signature = try key.sign(message) } catch { throw CommandFailure(error) }
        return try client.ask(.order(.init(message: message, key: publicKey, signature: signature)))
    }

    /// A secret under a data key, signed for.
    func wrap(
        _ secret: NamedSecret, under dataKey: borrowing Secret, keyID: String
    ) throws(CommandFailure) -> WrappedSecret {
        do throws(CryptoError) {
            return try WrappedSecret(
                secret.value, cluster: cluster, name: secret.name, keyID: keyID, under: dataKey, by: publicKey
            ) { message throws(CryptoError) in try key.sign(message) }
        } catch { throw CommandFailure(error) }
    }

    /// Brings secrets, all or none.
    func bring(
        _ secrets: [NamedSecret], _ client: borrowing ProvisioningClient, _ verified: VerifiedRecipient
    ) throws(CommandFailure) {
        let reply = try order(client, verified) { binding throws(CommandFailure) in
            var sealed: [ProvisioningOrder.SealedSecret] = []
            for secret in secrets {
                do throws(CryptoError) {
                    let box = try SealedBox.seal(
                        secret.value, to: verified.recipient, purpose: ProvisioningOrder.purpose,
                        context: binding.context(of: secret.name))
                    sealed.append(.init(name: secret.name.rawValue, box: box))
                } catch { throw CommandFailure(error) }
            }
            return .keep(sealed)
        }
        guard reply == .done else { throw client.foreign }
    }
}

/// A secret on its way.
final class NamedSecret: Sendable {
    /// What it is.
    let name: SecretName
    /// The bytes.
    let value: Secret

    init(_ name: SecretName, _ value: consuming Secret) {
        self.name = name
        self.value = value
    }

    /// What the chain has, as the enclave takes it.
    convenience init(_ floor: StateFloor) throws(CommandFailure) {
        do throws(CryptoError) { self.init(.stateFloor, try Secret(copying: floor.encoded.span)) } catch {
            throw CommandFailure(error)
        }
    }
}
