// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wiring

/// A server that is wired, as far as wiring needs one: its files, its services, and whether they answer.
protocol WireMachine: Sendable {
    /// What stands at a path; `nil` where nothing does. Links are followed.
    func read(_ path: String) throws(CommandFailure) -> PresentFile?
    /// Puts a file there, whole or not at all, and makes the folders above it.
    func write(_ file: PresentFile, to path: String) throws(CommandFailure)
    /// Gives a file another name, in the place of what has it.
    func rename(_ path: String, to other: String) throws(CommandFailure)
    /// Takes a file away, or a folder with all that is in it; what is not there is no failure.
    func remove(_ path: String) throws(CommandFailure)
    /// Whom a file of ours is to belong to, in numbers.
    func owner(_ owner: WiredFile.Owner) throws(CommandFailure) -> NewFile.Owner
    /// Whether services are under our control here: not in a tree that will be a server some day.
    var hasServices: Bool { get }
    /// Tells the service manager; false if it did not do it.
    func systemctl(_ words: [String]) throws(CommandFailure) -> Bool
    /// Runs a program of ours for its verdict; false if it was not satisfied.
    func run(_ program: String, _ arguments: [String]) throws(CommandFailure) -> Bool
    /// Whether somebody is ready, asked once.
    func isReady(_ probe: WireProbe) -> Bool
    /// Where a path of the server lies for programs that are run here.
    func place(_ path: String) -> String
    /// The apiserver that runs here.
    var apiserver: ApiserverProcess { get }
    /// The present.
    var now: Moment { get }
    /// Waits for a while.
    func pause(_ duration: Duration)
}

/// A file as it stands on a server.
struct PresentFile: Sendable, Equatable {
    var contents: [UInt8]
    /// 0o644 and so on.
    var mode: UInt16
    var owner: NewFile.Owner
    /// When it was last written.
    var modified = WallTime(nanoseconds: 0)
}

/// Whom to ask whether it is ready.
struct WireProbe: Sendable, Equatable {
    /// What is asked.
    var url: String
    /// Who vouches for the certificate that is shown; `nil` is plain text on this machine.
    var authorities: String?
    /// Who we are: certificate and key.
    var identity: [String] = []
}

/// The apiserver of a server, as /proc shows it.
struct ApiserverProcess: Sendable, Equatable {
    /// Since when it runs; `nil` where it does not, or nobody can tell.
    var started: WallTime?
    /// Whether processes could be looked at.
    var isVisible: Bool
    /// What it was started with.
    var words: [String] = []
}
