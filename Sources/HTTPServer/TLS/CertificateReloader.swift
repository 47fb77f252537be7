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
        /// What was read may be older than what is there now, although its times say the same.
        var isAmbiguous: Bool
    }

    private struct Loaded {
        let context: TLSContext
        let seen: [FileSignature?]
        let isAmbiguous: Bool
    }

    /// A certificate chain or a key longer than this is not one.
    private static let sizeLimit = 1 << 20

    init(onEvent: @escaping @Sendable (ServerEvent) -> Void) { self.onEvent = onEvent }

    /// Loads a listener's certificate for the first time, when it must be good.
    func makeListener(_ settings: ListenerSettings) throws(Server.StartFailure) -> Listener {
        guard let tls = settings.tls else { return Listener(settings, context: nil) }
        do throws(TLSFailure) {
            let loaded = try Self.load(tls)
            let listener = Listener(settings, context: loaded.context)
            let entry = Watched(
                listener: listener, settings: tls, seen: loaded.seen, isAmbiguous: loaded.isAmbiguous)
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
            let seen = Self.signatures(entry.settings)
            guard isAsked || entry.isAmbiguous || seen != entry.seen else { continue }
            var next = entry
            (next.seen, next.isAmbiguous) = (seen, false)
            do throws(TLSFailure) {
                let loaded = try Self.load(entry.settings)
                entry.listener.context = loaded.context
                (next.seen, next.isAmbiguous) = (loaded.seen, loaded.isAmbiguous)
                // A second look at files that were too fresh to be sure of is no news.
                if isAsked || seen != entry.seen {
                    counts.withLock { $0.loaded += 1 }
                    let notAfter = loaded.context.notAfter
                    onEvent(.certificateLoaded(listener: entry.listener.settings.name, notAfter: notAfter))
                }
            } catch {
                counts.withLock { $0.refused += 1 }
                onEvent(.certificateRefused(listener: entry.listener.settings.name, error))
            }
            let result = next
            watched.withLock { $0[index] = result }
        }
    }

    private static func signatures(_ settings: TLSSettings) -> [FileSignature?] {
        settings.files.map { path in
            do throws(SystemError) { return try FileStatus.of(path).signature } catch { return nil }
        }
    }

    private static func load(_ settings: TLSSettings) throws(TLSFailure) -> Loaded {
        let now = WallTime.now
        let certificate = try read(settings.certificateFile, "the certificate file cannot be read")
        let key = try read(settings.privateKeyFile, "the private key file cannot be read")
        var authorities: FileContents?
        switch settings.clientAuthentication {
        case .off: break
        case .optional(let file, _), .required(let file, _):
            authorities = try read(file, "the client CA file cannot be read")
        }
        let context = try TLSContext(
            settings,
            TLSContext.Files(certificate: certificate.bytes, privateKey: key.bytes, clientCA: authorities?.bytes),
            now: now)
        let statuses = [certificate.status, key.status] + (authorities.map { [$0.status] } ?? [])
        return Loaded(
            context: context, seen: statuses.map { $0.signature },
            isAmbiguous: statuses.contains { $0.signature.isAmbiguous(readAt: now) })
    }

    private static func read(_ path: String, _ detail: StaticString) throws(TLSFailure) -> FileContents {
        do throws(FileError) {
            return try FileContents.read(path, limit: sizeLimit)
        } catch {
            throw TLSFailure(.unreadable, detail)
        }
    }
}
