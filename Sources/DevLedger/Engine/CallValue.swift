// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What a call is given, or gives.
public enum CallValue: Hashable, Sendable {
    /// Bytes in BCS.
    case pure([UInt8])
    /// An object, by its id.
    case object(Address)
    /// SUI, in MIST.
    case coin(UInt64)
    /// What `tiers::new_thresholds` made.
    case thresholds(TierThresholds)
    /// What `params::new_params` made.
    case params(ClusterParams)
    /// What `sui::nitro_attestation` made of a document.
    case document(AttestedEnclave)
}
