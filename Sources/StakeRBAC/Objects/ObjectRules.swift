// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What may be in an object: looked at only once the write itself is somebody's to make.
enum ObjectRules {
    /// Reports what is wrong with the object.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
    }
}
