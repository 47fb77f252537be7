// SPDX-License-Identifier: Apache-2.0

/// How homes follow the stake.
struct NamespaceSettings: Sendable, Equatable {
    /// How long what runs in a home goes on after its stake is lost.
    var grace = Duration.seconds(3600)
    /// How long after the loss a home is kept, with all that is stored there; zero for ever.
    var deleteAfter = Duration.seconds(30 * 86_400)
    /// How often all accounts are looked at though nothing was heard.
    var resync = Duration.seconds(600)
    /// How long what was stopped may take to end its pods; then they are ended one by one.
    var settle = Duration.seconds(600)
    /// How often is looked meanwhile whether they have ended, at first; less and less often, down to ``longestRetry``.
    var restInterval = Duration.seconds(2)
    /// The most calls under way.
    var concurrency = 8
    /// The most calls in a second.
    var rate = 100
    /// Of an older copy of the chain nothing is believed.
    var maximumAge = Duration.seconds(10)
    /// How many homes may be stopped, or deleted, within ``guardWindow``, in percent of all.
    ///
    /// If there are more whose stake is lost, none of them is, until a person says so. Access ends at once all the same: it comes back as
    /// easily.
    var guardPercent = 20
    /// How many may be in any case.
    var guardLeast = 3
    /// How long one counts against the two above.
    var guardWindow = Duration.seconds(600)
    /// How long until something is tried again that failed; doubled each time, up to ``longestRetry``.
    var firstRetry = Duration.milliseconds(500)
    /// The longest of those waits.
    var longestRetry = Duration.seconds(60)
    /// Whether the nodes are asked once more before what runs is stopped, as they are before a home is deleted.
    var confirmsStops = false
    /// How long it counts that the nodes said that the stake is lost.
    var confirmation = Duration.seconds(30)

    /// The defaults.
    init() {}
}
