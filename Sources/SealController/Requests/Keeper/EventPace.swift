// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Which Events about requests are made: an apiserver is there for other things, and the chain has all of it.
///
/// Of what was carried out so many in a second, and of each submitter's that failed so many, as they cost it nothing and stand in whichever
/// namespace it has named; never more than so many at once.
struct EventPace {
    /// The most that are under way.
    static let maximumUnderWay = 32
    /// How many in a second say that something was carried out, after a pause ``maximumUnderWay`` at once.
    static let maximumRate = 50
    /// How many of one submitter's failures may be under way, and are told of at once after a pause.
    static let maximumFailures = 8
    /// How many of them in a second are told of when there are more.
    static let maximumFailureRate = 1
    /// Of how many submitters failures are told at one time.
    static let maximumSubmitters = 1024

    private var underWay = 0
    private var carriedOut = CallPace(concurrency: maximumUnderWay, rate: maximumRate)
    private var failed: [Address: CallPace] = [:]

    /// Begins one about a request of this submitter, if that may be.
    mutating func begin(of submitter: Address, isDone: Bool, at now: Monotonic) -> Bool {
        guard underWay < Self.maximumUnderWay,
            isDone ? carriedOut.begin(at: now) : beginFailure(of: submitter, at: now)
        else { return false }
        underWay += 1
        return true
    }

    /// One has ended.
    mutating func end(of submitter: Address, isDone: Bool) {
        underWay -= 1
        if isDone { carriedOut.end() } else { failed[submitter]?.end() }
    }

    private mutating func beginFailure(of submitter: Address, at now: Monotonic) -> Bool {
        if failed[submitter] == nil, failed.count >= Self.maximumSubmitters {
            failed = failed.filter { !$0.value.isRested(at: now) }
            guard failed.count < Self.maximumSubmitters else { return false }
        }
        return failed[submitter, default: CallPace(concurrency: Self.maximumFailures, rate: Self.maximumFailureRate)]
            .begin(at: now)
    }
}
