// SPDX-License-Identifier: Apache-2.0

/// How the machine was at one moment; what could not be read is `nil`, and is told nobody as a number.
struct Measurement: Hashable, Sendable {
    /// Use of the processors since the measurement before.
    var cpuPercent: Int?
    /// Use of the memory.
    var memoryPercent: Int?
    /// Use of the disk that images and volumes lie on.
    var diskPercent: Int?
    /// What the network has carried.
    var network: NetworkCounters?
    /// What runs here.
    var counts: PodCounts?
}
