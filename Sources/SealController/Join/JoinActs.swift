// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger

/// Writes down what is made and ended in the cluster for machines that join: what opens a door, by the machine that it is for.
struct JoinActs: Sendable {
    /// Why a token was ended: its machine has come, its time or its stake is over.
    static let spent = ActCode("spent")
    /// Why a token was ended: the owner's machine gets another.
    static let replaced = ActCode("replaced")
    /// Why a password was ended: it is from a join that stopped half way.
    static let unused = ActCode("unused")

    let journal: any ActJournal

    /// Makes something, and writes down how that ended; false is what was there already.
    func make(
        _ kind: ActKind, for node: String, of owner: Address, at now: WallTime, _ body: () throws(JoinRefusal) -> Bool
    ) throws(JoinRefusal) -> Bool {
        do throws(JoinRefusal) {
            let isMade = try body()
            let outcome: ActOutcome = isMade ? .done : .refused(ActCode(KubeError.Code.alreadyExists))
            journal.record(ActRecord(kind, node, outcome, owner: owner), at: now)
            return isMade
        } catch {
            // It may have been made: whoever has not heard of it does not know.
            journal.record(ActRecord(kind, node, .failed(ActCode(error)), owner: owner), at: now)
            throw error
        }
    }

    /// Ends something, and writes down how that ended.
    func end(
        _ kind: ActKind, for node: String, of owner: Address? = nil, because reason: ActCode, at now: WallTime,
        _ body: () throws(JoinRefusal) -> Void
    ) throws(JoinRefusal) {
        do throws(JoinRefusal) {
            try body()
            journal.record(ActRecord(kind, node, .done, owner: owner, reason: reason), at: now)
        } catch {
            journal.record(ActRecord(kind, node, .failed(ActCode(error)), owner: owner, reason: reason), at: now)
            throw error
        }
    }
}
