// SPDX-License-Identifier: Apache-2.0

/// What takes bytes, one after the other.
protocol ArchiveSink: ~Copyable {
    /// Takes the next bytes.
    mutating func take(_ bytes: Span<UInt8>) throws(StateFailure)
}
