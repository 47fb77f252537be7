// SPDX-License-Identifier: Apache-2.0

/// How patiently machines are removed whose stake is lost.
struct ReactionSettings: Sendable, Equatable {
    /// How long pods are asked to leave before they are deleted, and the stake may come back.
    var grace = Duration.seconds(60)
    /// How long after that volumes may take to be detached, before the Node is deleted all the same.
    var settle = Duration.seconds(60)
    /// Of an older copy of the chain nothing is believed.
    var maximumAge = Duration.seconds(10)
    /// How many machines may go for one cause within ``guardWindow``, in percent of all.
    ///
    /// If there are more, none of those that have not begun to go does, until a person says so.
    var guardPercent = 20
    /// How many may go in any case.
    var guardLeast = 2
    /// How long a removal counts against the two above.
    var guardWindow = Duration.seconds(600)
    /// How often a machine that is being removed is looked at.
    var pollInterval = Duration.seconds(2)
    /// Whether several nodes of the chain must say that a stake is lost before pods are sent away and anything is done that cannot be undone.
    var wantsConfirmation = false
    /// How long that counts; it is asked for again when half of it is over.
    var confirmation = Duration.seconds(30)
    /// How long until nodes are asked again that have not confirmed it, as one that is a little behind has not; doubled like ``firstRetry``.
    var firstAsk = Duration.milliseconds(100)
    /// How long until something is tried again that failed; doubled each time, up to ``longestRetry``.
    var firstRetry = Duration.milliseconds(500)
    /// The longest of those waits.
    var longestRetry = Duration.seconds(30)
    /// The operator's own machines, which never depend on us.
    var trusted: Set<String> = []

    /// The defaults.
    init() {}
}
