// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Wire

/// What the controller says to a machine that reports: where it stands, and what it should do.
public struct HeartbeatReply: Hashable, JSONMessage {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 4 * 1024
    /// When a machine reports again if nobody says otherwise, in milliseconds.
    public static let usualInterval = 30_000
    /// The longest reason, in bytes, as the contracts have it.
    public static let maximumReason = 256
    /// The shortest and the longest wait that anybody may ask for, in milliseconds.
    static let intervals = 1000...3_600_000

    /// The node's name in Kubernetes; empty before there is one.
    public var nodeName: String
    /// Where it stands.
    public var standing: WorkerStanding
    /// Why, where the registry says so; printable ASCII.
    public var reason: String
    /// What the owner has staked for the node, in MIST.
    public var stakeMist: UInt64
    /// What the node needs, in MIST.
    public var requiredMist: UInt64
    /// Whether the machine is to take nothing new and let go of what it has.
    public var drain: Bool
    /// When to report again, in milliseconds.
    public var nextHeartbeatMilliseconds: Int

    /// Puts one together; a reason that is not of its form is left out, a wait beyond all bounds is brought inside.
    public init(
        nodeName: String, standing: WorkerStanding, reason: String, stakeMist: UInt64, requiredMist: UInt64,
        drain: Bool,
        nextHeartbeatMilliseconds: Int = usualInterval
    ) {
        self.nodeName = nodeName
        self.standing = standing
        self.reason = TextForm.isPrintable(reason, upTo: Self.maximumReason) ? reason : ""
        self.stakeMist = stakeMist
        self.requiredMist = requiredMist
        self.drain = drain
        self.nextHeartbeatMilliseconds = min(
            max(nextHeartbeatMilliseconds, Self.intervals.lowerBound), Self.intervals.upperBound)
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        let name = try value.text("nodeName", upTo: TextForm.maximumLabel)
        guard name.isEmpty || TextForm.isLabel(name) else { throw .badValue }
        let reason = try value.text("reason", upTo: Self.maximumReason)
        guard TextForm.isPrintable(reason, upTo: Self.maximumReason) else { throw .badValue }
        let next = try value.number("nextHeartbeatMs", upTo: Self.intervals.upperBound)
        guard next >= Self.intervals.lowerBound else { throw .badValue }
        self.init(
            nodeName: name,
            // A standing that a later version knows is one that this version must not act on.
            standing: WorkerStanding(rawValue: try value.text("standing", upTo: 32)) ?? .unknown, reason: reason,
            stakeMist: try value.decimal("stakeMist"), requiredMist: try value.decimal("requiredMist"),
            drain: try value.flag("drain"), nextHeartbeatMilliseconds: next)
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("nodeName", nodeName, &buffer)
        object.text("standing", standing.rawValue, &buffer)
        object.text("reason", reason, &buffer)
        object.text("stakeMist", String(stakeMist), &buffer)
        object.text("requiredMist", String(requiredMist), &buffer)
        object.flag("drain", drain, &buffer)
        object.number("nextHeartbeatMs", nextHeartbeatMilliseconds, &buffer)
        object.end(&buffer)
    }
}
