// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Counts the frames of a connection that bring no request forward, each kind against a budget of its own.
///
/// A budget fills up with time and with the work that was done: who asks much may also cancel, ping and move windows
/// much; who does only that, is shown out.
struct FloodGuard {
    /// What may be spent of one kind.
    struct Budget: Equatable, Sendable {
        /// At once.
        let burst: Int32
        /// More, with every second.
        let perSecond: Int32
        /// More, with every request that was whole.
        let perRequest: Int32
    }

    /// The budget of a kind; the kinds without one have limits of their own.
    static func budget(of offence: Offence) -> Budget {
        switch offence {
        // As many as are in flight may be cancelled at once when we are slow, and that more than once.
        case .resets: Budget(burst: 1_000, perSecond: 40, perRequest: 0)
        case .pings: Budget(burst: 100, perSecond: 10, perRequest: 1)
        case .settings: Budget(burst: 32, perSecond: 1, perRequest: 0)
        case .priorities: Budget(burst: 256, perSecond: 8, perRequest: 2)
        case .windowUpdates: Budget(burst: 1_000, perSecond: 100, perRequest: 4)
        case .continuations: Budget(burst: 64, perSecond: 8, perRequest: 1)
        case .emptyFrames: Budget(burst: 64, perSecond: 8, perRequest: 1)
        // libcurl resets each stream that is over, once.
        case .strayFrames: Budget(burst: 256, perSecond: 16, perRequest: 2)
        case .headerBytes, .violations: Budget(burst: 1, perSecond: 0, perRequest: 0)
        }
    }

    private static let second: UInt64 = 1_000_000_000

    private var left: InlineArray<10, Int32>
    private var filledAt: Monotonic

    /// Every budget full.
    init(now: Monotonic) {
        filledAt = now
        left = InlineArray<10, Int32> { Self.budget(of: Offence.allCases[$0]).burst }
    }

    /// Fills up what time has brought.
    mutating func refill(at now: Monotonic) {
        guard now.nanoseconds &- filledAt.nanoseconds >= Self.second, now > filledAt else { return }
        let seconds = (now.nanoseconds - filledAt.nanoseconds) / Self.second
        filledAt = Monotonic(nanoseconds: filledAt.nanoseconds + seconds * Self.second)
        for offence in Offence.allCases {
            let brought = Self.budget(of: offence).perSecond.multipliedReportingOverflow(by: Int32(clamping: seconds))
            add(brought.overflow ? .max : brought.partialValue, to: offence)
        }
    }

    /// Fills up what a whole request has brought.
    mutating func creditRequest() {
        add(1, to: .pings)
        add(2, to: .priorities)
        add(4, to: .windowUpdates)
        add(1, to: .continuations)
        add(1, to: .emptyFrames)
        add(2, to: .strayFrames)
    }

    /// A DATA frame that we sent may be answered by two updates, of the stream's window and the connection's.
    mutating func creditData() { add(2, to: .windowUpdates) }

    /// Spends one of a kind; false if there was none left.
    mutating func spend(_ offence: Offence) -> Bool {
        let place = Self.place(offence)
        guard left[place] > 0 else { return false }
        left[place] -= 1
        return true
    }

    private mutating func add(_ amount: Int32, to offence: Offence) {
        let (sum, overflow) = left[Self.place(offence)].addingReportingOverflow(amount)
        let burst = Self.budget(of: offence).burst
        left[Self.place(offence)] = overflow ? burst : min(burst, sum)
    }

    private static func place(_ offence: Offence) -> Int {
        switch offence {
        case .resets: 0
        case .pings: 1
        case .settings: 2
        case .priorities: 3
        case .windowUpdates: 4
        case .continuations: 5
        case .emptyFrames: 6
        case .strayFrames: 7
        case .headerBytes: 8
        case .violations: 9
        }
    }
}
