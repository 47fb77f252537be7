// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Wire

extension DevFaults.Lie {
    /// An account as it is told.
    func told(_ account: StakeAccount) -> StakeAccount {
        var account = account
        switch self {
        case .doubledStake:
            let (doubled, isTooMuch) = account.amount.multipliedReportingOverflow(by: 2)
            account.amount = isTooMuch ? .max : doubled
        case .hiddenSlashing: if account.isSlashed { account.status = StakeAccount.active }
        }
        return account
    }

    /// An entry of a table of stakes as it is told.
    func told(_ entry: TableEntry) -> TableEntry {
        do throws(BCSError) {
            return TableEntry(key: entry.key, value: told(try StakeAccount(bcs: entry.value)).bcs)
        } catch { return entry }
    }

    /// An event as it is told.
    func told(_ event: EmittedEvent) -> EmittedEvent {
        do throws(BCSError) {
            let contents = try ContractEvent(
                module: event.type.module, name: event.type.name, contents: event.contents)
            guard case .stakeChanged(var change)? = contents else { return event }
            change.account = told(change.account)
            var event = event
            event.contents = ContractEvent.stakeChanged(change).bcs
            return event
        } catch { return event }
    }
}
