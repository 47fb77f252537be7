// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// One call of a command: what was given, and whom it can talk to.
struct Invocation {
    /// What was given by place.
    let operands: [String]
    /// What is in force by name.
    let resolve: SettingsResolver
    /// The variables that the process was started with.
    let environment: [String: String]
    /// Somebody to ask and to tell.
    let console: Console

    /// What a setting is, once all settings are known to be right.
    func callAsFunction<Value>(_ setting: Setting<Value>) throws(CommandFailure) -> Value {
        let value = resolve(setting).value
        do throws(ConfigurationError) { try resolve.problems.throwIfAny() } catch { throw CommandFailure(error) }
        return value
    }

    /// An operand as a value.
    func operand<Value>(_ index: Int, _ name: String, _ kind: ValueKind<Value>) throws(CommandFailure) -> Value {
        do throws(ValueRefusal) { return try kind.value(of: operands[index]) } catch {
            throw CommandFailure("\(name) \(error.reason)", .usage)
        }
    }

    /// An operand as a value, if it was given.
    func optional<Value>(_ index: Int, _ name: String, _ kind: ValueKind<Value>) throws(CommandFailure) -> Value? {
        index < operands.count ? try operand(index, name, kind) : nil
    }

    /// Where a file is: as set, or its place in our folder.
    func place(_ setting: Setting<String?>, _ name: String) throws(CommandFailure) -> String {
        if let path = try self(setting) { return path }
        guard let folder = Places.folder(environment) else {
            throw CommandFailure("there is no $HOME to look in: name the file with \(setting.flag)", .usage)
        }
        return "\(folder)/\(name)"
    }
}
