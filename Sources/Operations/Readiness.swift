// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Whether this process lives, and whether it should be sent requests.
///
/// Alive is what a restart can mend; ready is what waiting can mend. A chain that cannot be reached makes us not
/// ready, and never dead: a supervisor that restarts us would only add to the trouble.
public final class Readiness: Sendable {
    /// What a check finds.
    public enum State: Sendable, Equatable {
        case ok
        /// Why not, in a literal: the page is read by anyone who reaches the port.
        case failed(StaticString)

        /// Compares what is shown.
        public static func == (a: Self, b: Self) -> Bool {
            switch (a, b) {
            case (.ok, .ok): true
            case (.failed(let a), .failed(let b)): a.description == b.description
            default: false
            }
        }
    }

    /// A named question; asked at each probe, on the thread that answers it, so it must be quick.
    public struct Check: Sendable {
        /// Lower case and dashes.
        public let name: StaticString
        let probe: @Sendable () -> State

        /// Names a question.
        public init(_ name: StaticString, probe: @escaping @Sendable () -> State) {
            self.name = name
            self.probe = probe
        }
    }

    let live: [Check]
    let ready: [Check]
    private let draining = Atomic(false)

    /// Takes the checks that are known at start.
    ///
    /// Each page also has a check of its own: `ping`, which is that we answer at all, and on the readiness page
    /// `shutdown`, which fails once ``drain()`` was called.
    public init(live: [Check] = [], ready: [Check] = []) {
        let names = live.map(\.name.description) + ["ping"]
        precondition(Set(names).count == names.count, "two liveness checks have one name")
        let more = ready.map(\.name.description) + ["ping", "shutdown"]
        precondition(Set(more).count == more.count, "two readiness checks have one name")
        self.live = live
        self.ready = ready
    }

    /// Makes us not ready for good: whoever routes to us should stop.
    public func drain() { draining.store(true, ordering: .releasing) }

    /// Whether ``drain()`` was called.
    public var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// Whether every readiness check passes.
    public var isReady: Bool { checks(.readyz).allSatisfy { $0.probe() == .ok } }

    /// The pages that probe.
    enum Page {
        case livez, readyz, healthz

        var name: StaticString {
            switch self {
            case .livez: "livez"
            case .readyz: "readyz"
            case .healthz: "healthz"
            }
        }
    }

    /// The checks of a page, its own included.
    func checks(_ page: Page) -> [Check] {
        let ping = Check("ping") { .ok }
        switch page {
        case .livez, .healthz: return [ping] + live
        case .readyz: return [ping] + ready + [Check("shutdown") { self.isDraining ? .failed("draining") : .ok }]
        }
    }
}
