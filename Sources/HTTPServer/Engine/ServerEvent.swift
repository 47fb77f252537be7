// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What an operator may want to read about; the server writes no log itself.
public enum ServerEvent: Sendable {
    /// A listener accepts connections.
    case listening(listener: String, address: SocketAddress)
    /// New connections use another certificate from now on.
    case certificateLoaded(listener: String, notAfter: WallTime)
    /// The files changed and cannot be served with; what was there stays.
    case certificateRefused(listener: String, TLSFailure)
    /// A system call that should not fail did.
    case systemFailure(SystemError)
    /// Connections are closed at once, for want of descriptors.
    case outOfDescriptors
    /// No connection is accepted any more; the rest is waited for.
    case draining
    /// All loops have ended; so many connections were cut.
    case stopped(cut: Int)
}
