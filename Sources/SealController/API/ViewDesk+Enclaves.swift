// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Wire
internal import WorkerProtocol

extension ViewDesk {
    /// Which enclave serves an owner's worker: of the class that the node's stake gives, or of the nearest lower one that is served.
    func enclave(of owner: Address, _ completion: @escaping Completion) {
        guard chain.worker(of: owner) != nil, let account = chain.account(of: owner) else {
            return completion(.problem(.notRegistered, "no worker of this address was ever given a name"))
        }
        let classes = EnclaveClass(nodeAmount: account.nodeAmount).andLower
        lookUp.ask(questions.enclaveRegistry) { [self] result in
            guard case .success(let entry?) = result, let state = questions.enclaveRegistry(entry) else {
                return completion(Self.unavailable)
            }
            look(at: classes[...], state, completion)
        }
    }

    /// Looks at one class after the other.
    private func look(
        at classes: ArraySlice<EnclaveClass>, _ state: EnclaveRegistryState, _ completion: @escaping Completion
    ) {
        guard let level = classes.first else {
            return completion(.problem(.notFound, "no enclave serves a node of this stake"))
        }
        lookUp.ask(questions.serving(level, in: state.serving)) { [self] result in
            switch result {
            case .success(nil): look(at: classes.dropFirst(), state, completion)
            case .success(let entry?):
                guard let key = ClusterQuestions.servingKey(entry) else { return completion(Self.unavailable) }
                look(at: key, classes, state, completion)
            case .failure: completion(Self.unavailable)
            }
        }
    }

    /// Looks at the enclave that serves the first of these classes; one that is retired serves nobody.
    private func look(
        at key: [UInt8], _ classes: ArraySlice<EnclaveClass>, _ state: EnclaveRegistryState,
        _ completion: @escaping Completion
    ) {
        lookUp.ask(questions.enclave(signingWith: key, in: state.enclaves)) { [self] result in
            guard case .success(let entry) = result else { return completion(Self.unavailable) }
            let enclave: EnclaveEntry?
            do throws(BCSError) { enclave = try entry.map(ClusterQuestions.enclave) } catch {
                return completion(Self.unavailable)
            }
            guard let level = classes.first, let enclave, !enclave.retired,
                enclave.configVersion == state.configVersion
            else { return look(at: classes.dropFirst(), state, completion) }
            completion(ViewAnswers.enclave(enclave, level))
        }
    }
}
