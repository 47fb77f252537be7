// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What pods may be.
enum PodRules {
    /// Reports what is wrong with a pod, or with what makes pods.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
    }
}
