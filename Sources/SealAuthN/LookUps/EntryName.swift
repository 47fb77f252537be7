// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Something of a cluster that a node can be asked for by itself.
public enum EntryName: Hashable, Sendable {
    case seal(SealKey)
    case account(Address)
    case params
}
