// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension SettingsResolver {
    /// Reports a problem with a setting where it was set.
    public func report<Value>(
        _ code: Problem.Code, _ setting: Setting<Value>, _ resolved: Resolved<Value>, _ reason: String
    ) {
        // What nobody set is named by the flag that would set it.
        let source = resolved.isSet ? resolved.source : .flag(setting.flag)
        let key = if case .file = source { resolved.key } else { "" }
        problems.report(Problem(code, at: source, key: key, reason))
    }

    /// Whether a file that a setting names can be read; reports why not.
    public func check<Value>(
        _ setting: Setting<Value>, _ resolved: Resolved<Value>, path: String, limit: Int
    ) -> FileStatus? {
        do throws(FileError) {
            return try FileContents.check(path, limit: limit)
        } catch {
            report(.invalidValue, setting, resolved, "\(path) cannot be read: \(error.description)")
            return nil
        }
    }
}
