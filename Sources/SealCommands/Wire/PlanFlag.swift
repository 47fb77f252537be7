// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Wiring

/// A flag that sets one part of a plan, as it stands.
struct PlanFlag: Sendable {
    let setting: any AnySetting
    let set: @Sendable (inout WiringPlan, Invocation) throws(CommandFailure) -> Void

    init<Value>(_ setting: Setting<Value>, _ part: any WritableKeyPath<WiringPlan, Value> & Sendable) {
        self.setting = setting
        set = { (plan, invocation) throws(CommandFailure) in plan[keyPath: part] = try invocation(setting) }
    }
}
