// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger
internal import Telemetry

/// One thing that the controller did, or did not do.
///
/// It is made when the result is known, and for what cannot be undone once before as well. No token, password, key or signature is ever in
/// it: what varies is the name of an object, an address, a closed word or a number.
struct ActRecord: Sendable {
    let kind: ActKind
    /// What it was done to: an object's name, with its namespace where it has one.
    let subject: String
    /// Whose it is, where somebody's.
    var owner: Address?
    private(set) var outcome: ActOutcome
    /// Why it was done.
    var reason: ActCode?
    /// What else is to be known, under names that no other field has.
    var details: [Log.Field]

    init(
        _ kind: ActKind, _ subject: String, _ outcome: ActOutcome, owner: Address? = nil, reason: ActCode? = nil,
        details: [Log.Field] = []
    ) {
        self.kind = kind
        self.subject = subject
        self.outcome = outcome
        self.owner = owner
        self.reason = reason
        self.details = details
    }

    /// The same with another end.
    consuming func ended(_ outcome: ActOutcome) -> ActRecord {
        self.outcome = outcome
        return self
    }

    /// The line of an audit log.
    func line(at time: WallTime) -> ByteBuffer {
        var line = LineEncoder(.json)
        line.field("ts", time)
        line.field("kind", kind.rawValue)
        line.field("outcome", outcome.word)
        if let code = outcome.code { line.field("code", code.text) }
        line.field("subject", subject)
        if let owner { line.field("owner", owner.description) }
        if let reason { line.field("reason", reason.text) }
        for detail in details { line.field(detail) }
        return line.finish()
    }
}
