// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What a command line can say: where the configuration lies, and whether the machine is ours.
enum BootFlags {
    static let config = Setting<String>(
        "config", key: "", group: "Configuration", .path, fallback: BootConfiguration.defaultPath, isFlagOnly: true,
        "The configuration, which is measured with the image.")
    static let child = Setting<Bool>(
        "child", key: "", group: "Configuration", .boolean, fallback: false, isFlagOnly: true,
        "Leaves mounts, heartbeat and loopback to whoever started this process; implied unless it is the first one.")

    /// The values of a command line; reports what is none.
    static func resolver(
        _ arguments: [String], settings: [any AnySetting], problems: ProblemList
    ) -> (resolve: SettingsResolver, wantsHelp: Bool) {
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        let resolve = SettingsResolver(
            settings: settings, flags: flags, environment: [:], document: nil, problems: problems)
        return (resolve, flags.wantsHelp)
    }
}
