// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Writes down who was let work, before it is done and when it is known: the chain keeps it for good.
struct JournalingActivator: Activator {
    let activator: any Activator
    let journal: any ActJournal

    var mayActivate: Bool { activator.mayActivate }

    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        record(owner, name, .begun)
        do throws(JoinRefusal) {
            let activation = try activator.activate(owner, name: name)
            switch activation {
            case .done: record(owner, name, .done)
            case .nameTaken: record(owner, name, .refused(ActCode("name_taken")))
            case .superseded: record(owner, name, .refused(ActCode("superseded")))
            }
            return activation
        } catch {
            record(owner, name, .failed(ActCode(error)))
            throw error
        }
    }

    private func record(_ owner: Address, _ name: String, _ outcome: ActOutcome) {
        journal.record(ActRecord(.activate, name, outcome, owner: owner), at: .now)
    }
}
