// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger
internal import Wire

/// A notice as webhooks get it: everything in it stands on the chain for anybody to read.
enum NoticeBody {
    /// What the document is; another number says that another reader is needed.
    static let format: StaticString = "k3s-daas/notice/v1"
    /// What a notice is called that stands for many.
    static let omittedKind: StaticString = "NoticesOmitted"

    /// What names a notice for ever: whoever has seen it has been told.
    static func id(_ notice: Notice, cluster: Address) -> String { "\(cluster)/\(notice.name)" }

    static func write(_ notice: Notice, cluster: Address) -> [UInt8] {
        var body = ByteBuffer()
        JSONWriter.object(&body) { writer, body in
            writer.text("format", literal: format, &body)
            writer.text("id", id(notice, cluster: cluster), &body)
            writer.text("cluster", cluster.description, &body)
            switch notice {
            case .change(let change): write(change, &writer, &body)
            case .omitted(let omission):
                writer.text("kind", literal: omittedKind, &body)
                writer.number("count", omission.count, &body)
                writer.large("first", omission.first, &body)
                writer.large("last", omission.last, &body)
                writer.text("heard", RFC3339.write(omission.since), &body)
                writer.text("sentence", omission.sentence, &body)
            }
        }
        return body.bytes
    }

    private static func write(_ change: TierChange, _ writer: inout JSONWriter, _ body: inout ByteBuffer) {
        writer.text("kind", change.reason.rawValue, &body)
        writer.large("number", change.number, &body)
        writer.text("owner", change.owner.description, &body)
        writer.text("tierBefore", TierChange.name(change.before), &body)
        writer.text("tierAfter", TierChange.name(change.after), &body)
        if let taken = change.taken { writer.large("taken", taken, &body) } else { writer.null("taken", &body) }
        writer.large("stake", change.amount, &body)
        writer.text("transaction", change.transaction.description, &body)
        if let checkpoint = change.checkpoint {
            writer.large("checkpoint", checkpoint, &body)
        } else {
            writer.null("checkpoint", &body)
        }
        writer.text("heard", RFC3339.write(change.heard), &body)
        writer.text("sentence", change.sentence, &body)
    }
}
