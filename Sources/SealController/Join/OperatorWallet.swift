// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// The operator's account: its key, its capability, and one transaction at a time.
///
/// Two at once would spend the same coin, and an object that two transactions were signed for is locked until the epoch ends.
/// Whatever the controller writes to the chain goes through one value of this type; two controllers have two accounts, or one leader,
/// which is asked for right before each signature: until then much has been waited for.
final class OperatorWallet: Sendable {
    /// Why nothing was written, or why nobody knows.
    enum Failure: Error, Hashable, Sendable {
        /// The account has no capability of this cluster.
        case noCapability
        /// See there.
        case send(SendError)

        /// Which command a check of the contracts refused, where a node has said so.
        var command: Int? {
            guard case .send(.refused(let reason)) = self, reason.abort != nil else { return nil }
            return reason.command
        }
    }

    /// Whose account it is.
    let address: Address

    private let key: PrivateKey
    private let nodes: NodePool
    private let cluster: Address
    private let capability: StructTag
    private let transactor: Transactor
    private let isLeading: @Sendable () -> Bool
    private let isBusy = Monitor(false)

    /// An account, which signs only while `isLeading`; `types` is the package that defined the contracts' types first.
    init(
        _ key: consuming PrivateKey, _ nodes: NodePool, cluster: Address, types: Address,
        _ transactor: Transactor? = nil, isLeading: @escaping @Sendable () -> Bool
    ) {
        address = Address(key.publicKey)
        self.key = key
        self.nodes = nodes
        self.cluster = cluster
        capability = StructTag(types, "caps", "OperatorCap")
        self.transactor = transactor ?? Transactor(nodes)
        self.isLeading = isLeading
    }

    /// Carries a program out that is made with the capability as it is now, and waits until that is final.
    func carryOut(_ make: (ObjectReference) -> Program) throws(Failure) -> Effects {
        _ = isBusy.wait { isBusy -> Bool? in
            guard !isBusy else { return nil }
            isBusy = true
            return true
        }
        defer {
            isBusy.withLock { $0 = false }
            isBusy.notifyAll()
        }
        // Whoever waited for others may have lost the lead meanwhile, and need ask nobody anything.
        guard isLeading() else { throw .send(.calledOff) }
        let cap = try findCapability()
        do throws(SendError) { return try transactor.carryOut(make(cap), as: key, isWanted: isLeading) } catch {
            throw .send(error)
        }
    }

    /// The capability at its newest version: each transaction that it is used in gives it another.
    private func findCapability() throws(Failure) -> ObjectReference {
        var after: PageToken?
        repeat {
            let page: Page<LedgerObject>
            do throws(LedgerError) {
                page = try nodes.ask(OwnedPageQuestion(owner: address, type: capability, after: after)).value
            } catch { throw .send(.ledger(error)) }
            // The object's own id stands first in it, then the cluster's.
            let found = page.items.first {
                $0.contents.dropFirst(Bytes32.count).prefix(Bytes32.count).elementsEqual(cluster.raw.bytes)
            }
            if let found { return found.reference }
            after = page.next
        } while after != nil
        throw .noCapability
    }
}
