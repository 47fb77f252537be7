// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import PKI
internal import Wiring

/// Where wiring keeps what it needs to undo itself.
struct WirePlaces: Sendable {
    /// The folder for everything of ours.
    let folder: String

    var plan: String { "\(folder)/wiring/plan.yaml" }
    /// What was written, and what stood there before us.
    var record: String { "\(folder)/wiring/written.yaml" }
    /// What is being written; there only while it is.
    var journal: String { "\(folder)/wiring/journal.yaml" }
    /// What whoever changes anything holds meanwhile.
    var lock: String { "\(folder)/wiring/lock" }
    /// A configuration that is looked at before anything is changed.
    var staged: String { "\(folder)/wiring/staged" }

    /// Where copies go that are made now.
    func saved(_ now: WallTime) -> String { "\(folder)/wiring/saved/\(RFC3339.write(now))" }

    func pki(_ file: PKIFile) -> String { "\(folder)/pki/\(file.rawValue)" }
}
