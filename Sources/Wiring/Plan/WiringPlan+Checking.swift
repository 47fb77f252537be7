// SPDX-License-Identifier: Apache-2.0
public import Configuration

extension WiringPlan {
    /// Everything that is wrong with it.
    public var problems: [Problem] { [] }
}
