// SPDX-License-Identifier: Apache-2.0

/// What became of a document.
public enum Verdict: Sendable {
    /// It held.
    case attested(AttestedEnclave)
    /// It did not.
    case refused(AttestationRefusal)
}
