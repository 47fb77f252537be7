// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Waits for something that others bring about; false if it does not come within a minute.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = Monotonic.now.advanced(by: .seconds(60))
    while try !condition() {
        guard Monotonic.now < end else { return false }
        Pause.take(.milliseconds(1))
    }
    return true
}
