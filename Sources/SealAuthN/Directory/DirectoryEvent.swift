// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Something that an operator should read about, said when it begins and when it ends.
public enum DirectoryEvent: Sendable {
    /// Look-ups fail, for a reason that they did not fail for before.
    case lookUpsFail(LedgerError)
    /// Look-ups are answered again.
    case lookUpsWork
}
