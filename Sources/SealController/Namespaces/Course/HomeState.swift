// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Where a home stands; closed.
enum HomeState: String, Sendable, CaseIterable, MetricLabel {
    /// It should be there, and is not yet as it should be.
    case wanted
    /// It is as it should be.
    case active
    /// Its stake is lost: nobody has access, and what runs goes on for a while.
    case lost
    /// Its stake is lost, like that of so many others at once that a person has to look first.
    case guarded
    /// Something that cannot be undone should begin, and the nodes have not said that the stake is lost.
    case unconfirmed
    /// What runs is being stopped.
    case scaling
    /// Nothing runs; what is stored is kept.
    case scaled
    /// The stake is back; what was stopped is being started.
    case restoring
    /// It is being deleted.
    case deleting
    /// An operator said that nothing is to be done.
    case held
    /// Somebody else made a namespace of this name: it is not touched.
    case foreign
    /// The chain is not known well enough to do anything.
    case unknown
}
