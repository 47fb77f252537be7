// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Wire

/// How a machine is, as it says itself.
public struct Heartbeat: Hashable, JSONMessage {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 4 * 1024
    /// More pods or containers than this no machine has.
    public static let maximumCount = 100_000
    /// The longest version, in bytes.
    public static let maximumVersion = 64

    /// The node's name in Kubernetes.
    public var nodeName: String
    /// When it was measured, since 1970.
    public var atMilliseconds: UInt64
    /// From 0 to 100.
    public var cpuPercent: UInt8
    /// From 0 to 100.
    public var memoryPercent: UInt8
    /// From 0 to 100.
    public var diskPercent: UInt8
    /// Since the machine was started.
    public var networkReceivedBytes: UInt64
    /// Since the machine was started.
    public var networkSentBytes: UInt64
    /// How many run.
    public var pods: UInt32
    /// How many run.
    public var containers: UInt32
    /// The agent's version.
    public var version: String

    /// Puts one together.
    public init(
        nodeName: String, atMilliseconds: UInt64, cpuPercent: UInt8, memoryPercent: UInt8, diskPercent: UInt8,
        networkReceivedBytes: UInt64, networkSentBytes: UInt64, pods: UInt32, containers: UInt32, version: String
    ) {
        self.nodeName = nodeName
        self.atMilliseconds = atMilliseconds
        self.cpuPercent = cpuPercent
        self.memoryPercent = memoryPercent
        self.diskPercent = diskPercent
        self.networkReceivedBytes = networkReceivedBytes
        self.networkSentBytes = networkSentBytes
        self.pods = pods
        self.containers = containers
        self.version = version
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        nodeName = try value.text("nodeName", upTo: TextForm.maximumLabel)
        guard TextForm.isLabel(nodeName) else { throw .badValue }
        atMilliseconds = UInt64(try value.number("atMs"))
        cpuPercent = UInt8(try value.number("cpuPercent", upTo: 100))
        memoryPercent = UInt8(try value.number("memoryPercent", upTo: 100))
        diskPercent = UInt8(try value.number("diskPercent", upTo: 100))
        networkReceivedBytes = try value.decimal("networkReceivedBytes")
        networkSentBytes = try value.decimal("networkSentBytes")
        pods = UInt32(try value.number("pods", upTo: Self.maximumCount))
        containers = UInt32(try value.number("containers", upTo: Self.maximumCount))
        version = try value.visibleText("version", upTo: Self.maximumVersion)
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("nodeName", nodeName, &buffer)
        object.number("atMs", Int(clamping: atMilliseconds), &buffer)
        object.number("cpuPercent", Int(cpuPercent), &buffer)
        object.number("memoryPercent", Int(memoryPercent), &buffer)
        object.number("diskPercent", Int(diskPercent), &buffer)
        object.text("networkReceivedBytes", String(networkReceivedBytes), &buffer)
        object.text("networkSentBytes", String(networkSentBytes), &buffer)
        object.number("pods", Int(pods), &buffer)
        object.number("containers", Int(containers), &buffer)
        object.text("version", version, &buffer)
        object.end(&buffer)
    }
}
