// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// Why a program was not carried out, or why nobody knows whether it was.
public enum SendError: Error, Hashable, Sendable {
    /// No node gave an answer that counts.
    case ledger(LedgerError)
    /// The account does not hold what the program and its bill take, in MIST.
    case noFunds(needed: UInt64, available: UInt64)
    /// The contracts, or the network's own rules, refuse it; nothing but the bill was paid, or nothing at all.
    case refused(ExecutionFailure)
    /// Whoever asked for it may not have it any more; nothing was signed.
    case calledOff
    /// It could not be signed.
    case signing(CryptoError)
    /// It was sent, and no node has said what became of it: asking for the digest later tells.
    case unknown(Digest)
}
