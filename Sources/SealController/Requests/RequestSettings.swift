// SPDX-License-Identifier: Apache-2.0

/// What can be set about requests; the defaults are for a cluster of some hundred machines.
struct RequestSettings: Sendable {
    /// How many requests are carried out at once.
    var concurrency = 32
    /// Of an older copy of the chain nothing is believed.
    var maximumAge = Duration.seconds(10)
    /// How long whoever has just got the lead waits: what the one before it had under way is over then.
    var settle = ObjectChange.callTimeout
    /// How long until something is tried again that failed; doubled each time, up to ``longestRetry``.
    var firstRetry = Duration.milliseconds(250)
    /// The longest of those waits.
    var longestRetry = Duration.seconds(30)
    /// How often everything that waits is looked at, whether there is room for it or not.
    var sweepInterval = Duration.milliseconds(100)
    /// How long a worker is left alone that the chain would not take.
    var benching = Duration.seconds(5)
    /// How long a request is tried that the apiserver answers and does not do.
    var patience = Duration.seconds(600)
    /// The same where other submitters' requests wait for a worker, and none has room.
    var crowdedPatience = Duration.seconds(30)
    /// How long until a request goes before what is more urgent of the same submitter's.
    var aging = Duration.seconds(300)
    /// How long a request may wait for a worker, by the chain's clock: whoever begins to lead reads all that came after the oldest.
    var longestWait = Duration.seconds(3600)
    /// How much of that it has waited for the controller that says so: time in which nobody led is no reason to fail.
    var leastWait = Duration.seconds(600)
    /// How often the chain is asked whether a change was missed.
    var probeInterval = Duration.seconds(30)
    /// How long a change may take to be told of.
    var eventDelay = Duration.seconds(3)
    /// How long a transaction waits for others to join it.
    var linger = Duration.milliseconds(20)

    /// The defaults.
    init() {}
}
