// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How acts that cannot be undone are written down.
enum Begun {
    /// How long the disk may take; then an act is not done, and tried again.
    static let patience = Duration.seconds(5)
    /// Why such an act was not done.
    static let unrecorded = ActCode("unrecorded")
}
