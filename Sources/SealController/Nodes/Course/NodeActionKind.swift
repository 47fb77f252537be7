// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What is done about machines; closed.
enum NodeActionKind: String, Sendable, CaseIterable, MetricLabel {
    case taint, event, pods, node, confirm, evict, kill, delete, release
}
