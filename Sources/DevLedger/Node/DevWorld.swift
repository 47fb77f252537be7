// SPDX-License-Identifier: Apache-2.0

/// A local ledger and what makes its time go; for one thread at a time.
final class DevWorld {
    let ledger: LocalLedger
    private let time: DevTime
    /// What the clock showed when the ledger's time was `base`.
    private var started: UInt64
    private var base: UInt64

    init(_ ledger: LocalLedger, _ time: DevTime) {
        self.ledger = ledger
        self.time = time
        started = time.present ?? 0
        base = ledger.chain.milliseconds
    }

    /// Lets the ledger's time go on to where the clock is: never back, whatever happens to the clock.
    func tick() {
        guard let present = time.present, present > started else { return }
        // The year 2200 is the bound of both, far from where the sum would not fit.
        ledger.pass(to: base + min(present - started, LocalLedger.latest))
    }

    /// Lets time pass at once; the clock goes on from there.
    func advance(milliseconds: UInt64) {
        tick()
        let before = ledger.chain.milliseconds
        ledger.advance(milliseconds: milliseconds)
        base += ledger.chain.milliseconds - before
    }

    /// Steps to the next epoch.
    func nextEpoch() {
        tick()
        ledger.nextEpoch()
    }
}
