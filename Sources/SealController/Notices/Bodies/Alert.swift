// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger
internal import Wire

/// An alert as Alertmanager's API v2 takes it; its labels are what it is known by.
struct Alert: Hashable, Sendable {
    var name: String
    /// Whose stake; `nil` for what is about many.
    var owner: Address?
    /// What the owner was.
    var tier: String?
    /// The number of the change, by which two of one owner differ.
    var number: String
    var sentence: String
    var starts: WallTime
    /// When it is over by itself.
    var ends: WallTime

    /// The alert of a notice that lasts so long.
    init(_ notice: Notice, lasting duration: Duration) {
        switch notice {
        case .change(let change):
            (name, owner, tier) = (change.reason.rawValue, change.owner, TierChange.name(change.before))
            sentence = change.sentence
        case .omitted(let omission):
            (name, owner, tier) = ("\(NoticeBody.omittedKind)", nil, nil)
            sentence = omission.sentence
        }
        number = notice.name
        starts = notice.heard
        ends = WallTime(nanoseconds: starts.nanoseconds + Int64(duration.wholeNanoseconds))
    }

    /// Several of them, as they are posted.
    static func write(_ alerts: [Alert], cluster: Address) -> [UInt8] {
        var body = ByteBuffer()
        body.append(UInt8(ascii: "["))
        for (index, alert) in alerts.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            alert.write(cluster, &body)
        }
        body.append(UInt8(ascii: "]"))
        return body.bytes
    }

    private func write(_ cluster: Address, _ body: inout ByteBuffer) {
        JSONWriter.object(&body) { writer, body in
            writer.object("labels", &body) { writer, body in
                writer.text("alertname", name, &body)
                writer.text("severity", "critical", &body)
                writer.text("cluster", cluster.description, &body)
                if let owner { writer.text("owner", owner.description, &body) }
                if let tier { writer.text("tier", tier, &body) }
                writer.text("number", number, &body)
            }
            writer.object("annotations", &body) { writer, body in writer.text("summary", sentence, &body) }
            writer.text("startsAt", RFC3339.write(starts), &body)
            writer.text("endsAt", RFC3339.write(ends), &body)
        }
    }
}
