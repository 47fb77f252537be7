// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Kernel

/// Gives listeners another certificate when the files change; keeps the old one when the new is no good.
///
/// Files are looked at, not watched: a look costs microseconds, and sees an atomic rename, a write in place and
/// the swapped symbolic links of a mounted secret alike. A pair that was written one file after the other is
/// refused at the first look and loaded at the second.
final class CertificateReloader: Sendable {
    private let onEvent: @Sendable (ServerEvent) -> Void
    private let watched = Locked<[Watched]>([])
    private let orders = Monitor(Orders())
    private let counts = Locked((loaded: 0, refused: 0))

    /// What the thread is told to do.
    private struct Orders {
        var look = false
        var stop = false
    }

    private struct Watched {
        let listener: Listener
        let settings: TLSSettings
        var seen: [FileSignature?]
        var isAmbiguous: Bool
        var fingerprint: [UInt8]
    }

    init(onEvent: @escaping @Sendable (ServerEvent) -> Void) { self.onEvent = onEvent }

    /// Loads a listener's certificate for the first time, when it must be good.
    func makeListener(_ settings: ListenerSettings) throws(Server.StartFailure) -> Listener {
        guard let tls = settings.tls else { return Listener(settings, context: nil) }
        do throws(TLSFailure) {
            let now = WallTime.now
            let read = try CertificateFiles(tls, now: now)
            let listener = Listener(settings, context: try TLSContext(tls, read.files, now: now))
            let entry = Watched(
                listener: listener, settings: tls, seen: read.seen, isAmbiguous: read.isAmbiguous,
                fingerprint: read.fingerprint)
            watched.withLock { $0.append(entry) }
            return listener
        } catch {
            throw .tls(listener: settings.name, error)
        }
    }

    /// How often a new certificate was taken and refused.
    var totals: (loaded: Int, refused: Int) { counts.withLock { $0 } }

    /// Looks every `interval`, and whenever ``reload()`` is called.
    func start(every interval: Duration) throws(SystemError) -> SharedThread {
        try SharedThread(name: "certificates") {
            while let isAsked = self.nextLook(within: interval) { self.look(isAsked: isAsked) }
        }
    }

    /// Loads the files now, changed or not.
    func reload() { order { $0.look = true } }

    /// Ends the thread.
    func stop() { order { $0.stop = true } }

    private func order(_ change: (inout Orders) -> Void) {
        orders.withLock { change(&$0) }
        orders.notifyAll()
    }

    /// Sleeps until it is time to look; `nil` is the end, true a look that was asked for.
    private func nextLook(within interval: Duration) -> Bool? {
        let order = orders.wait(until: Monotonic.now.advanced(by: interval)) { orders -> Orders? in
            guard orders.look || orders.stop else { return nil }
            let given = orders
            orders.look = false
            return given
        }
        guard let order else { return false }
        return order.stop ? nil : true
    }

    private func look(isAsked: Bool) {
        let entries = watched.withLock { $0 }
        for (index, entry) in entries.enumerated() {
            let seen = CertificateFiles.signatures(entry.settings)
            guard isAsked || entry.isAmbiguous || seen != entry.seen else { continue }
            var next = entry
            let now = WallTime.now
            (next.seen, next.isAmbiguous) = (seen, seen.contains { $0?.isAmbiguous(readAt: now) ?? false })
            do throws(TLSFailure) {
                try take(&next, isAsked: isAsked)
            } catch {
                counts.withLock { $0.refused += 1 }
                onEvent(.certificateRefused(listener: entry.listener.settings.name, error))
            }
            let result = next
            watched.withLock { $0[index] = result }
        }
    }

    /// Reads the files, and serves with them from now on if they are new and good.
    private func take(_ entry: inout Watched, isAsked: Bool) throws(TLSFailure) {
        let now = WallTime.now
        let read = try CertificateFiles(entry.settings, now: now)
        (entry.seen, entry.isAmbiguous) = (read.seen, read.isAmbiguous)
        // A new context forgets every ticket: not for a file that was only touched, or looked at once more to be sure.
        guard isAsked || read.fingerprint != entry.fingerprint || read.fingerprint.isEmpty else { return }
        let context = try TLSContext(entry.settings, read.files, now: now)
        entry.listener.context = context
        entry.fingerprint = read.fingerprint
        counts.withLock { $0.loaded += 1 }
        onEvent(.certificateLoaded(listener: entry.listener.settings.name, notAfter: context.notAfter))
    }
}
