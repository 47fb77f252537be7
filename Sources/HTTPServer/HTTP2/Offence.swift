// SPDX-License-Identifier: Apache-2.0

/// What a peer did too much of on one HTTP/2 connection, so that the connection ended.
public enum Offence: String, Sendable, CaseIterable {
    /// Requests that it cancelled, or had us cancel, before they were answered (CVE-2023-44487, CVE-2025-8671).
    case resets
    case pings
    case settings
    case priorities
    case windowUpdates = "window_updates"
    /// Parts of header blocks.
    case continuations
    /// DATA without data.
    case emptyFrames = "empty_frames"
    /// Frames for streams that are over, of unknown types, or without a meaning here.
    case strayFrames = "stray_frames"
    /// Header fields, once decompressed.
    case headerBytes = "header_bytes"
    /// What HTTP/2 does not allow.
    case violations
}
