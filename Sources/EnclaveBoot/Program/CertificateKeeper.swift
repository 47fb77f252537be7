// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// Renews the TLS certificate in its time, on a thread of its own.
final class CertificateKeeper: Sendable {
    /// How long it waits after a failure.
    static let retryDelay = Duration.seconds(60)
    /// The clock may be set: how long a thread relies on what it said.
    static let look = Duration.seconds(300)

    private let isOver = Monitor(false)
    private let log: Log
    private let renew: @Sendable (WallTime) throws(TLSFiles.Failure) -> WallTime

    /// Gets ready; `renew` writes the files and gives the next moment.
    init(log: Log, renew: @escaping @Sendable (WallTime) throws(TLSFiles.Failure) -> WallTime) {
        self.log = log
        self.renew = renew
    }

    /// Begins to renew, at `first`.
    func start(first: WallTime) throws(SystemError) {
        _ = try BackgroundThread(name: "certificate") { self.keep(first) }
    }

    /// Ends the thread; nobody waits for it.
    func stop() {
        isOver.withLock { $0 = true }
        isOver.notifyAll()
    }

    private func keep(_ first: WallTime) {
        var next = first
        while true {
            let now = Moment.now
            let wake = now.monotonic.advanced(by: Self.delay(until: next, at: now.wall))
            if isOver.wait(until: wake, for: { $0 ? true : nil }) == true { return }
            let time = WallTime.now
            if time >= next { next = turn(at: time) }
        }
    }

    /// Renews once; gives the moment of the next try.
    func turn(at time: WallTime) -> WallTime {
        do throws(TLSFiles.Failure) {
            let next = try renew(time)
            log.info("certificate renewed", [.integer("next", next.seconds)])
            return next
        } catch {
            log.error("certificate cannot be renewed, the old one stays", [.text("reason", error.description)])
            return WallTime(nanoseconds: time.nanoseconds + Int64(clamping: Self.retryDelay.wholeNanoseconds))
        }
    }

    /// How long to sleep: not longer than the clock is relied on.
    static func delay(until next: WallTime, at now: WallTime) -> Duration {
        min(look, max(.zero, .nanoseconds(next.nanoseconds) - .nanoseconds(now.nanoseconds)))
    }
}
