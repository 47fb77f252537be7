// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Kernel

/// What happened on the provisioning connection, for logs and metrics; never a byte of a secret.
public enum ProvisioningEvent: Hashable, Sendable {
    /// Somebody has connected.
    case connected
    /// A document was handed out.
    case attested
    /// These came.
    case kept([SecretName])
    /// A snapshot was made and handed out.
    case saved(sequence: UInt64, size: UInt64)
    /// A snapshot was taken in.
    case restored(sequence: UInt64)
    /// Something was refused, and why as far as only we may know.
    case refused(ProvisioningRefusal, detail: String)
    /// The connection broke, or took too long.
    case lost(FrameError)
    /// Nobody can connect at the moment.
    case deaf(StreamError)
}
