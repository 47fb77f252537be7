// SPDX-License-Identifier: Apache-2.0

/// A way to a security module: bytes there, bytes back, one question at a time.
///
/// It may block for minutes, and nothing can end that: ``SecurityModule`` gives it a thread of its own.
public protocol NSMTransport: Sendable {
    /// Asks, and waits for the answer.
    ///
    /// After ``NSMError/lost`` it is not asked again.
    func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8]
}
