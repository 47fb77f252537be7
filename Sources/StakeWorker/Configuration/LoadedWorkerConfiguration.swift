// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// A configuration with its story: which value came from where.
struct LoadedWorkerConfiguration: Sendable {
    /// What is in force.
    let configuration: WorkerConfiguration
    /// The same as a YAML file, with the source of each value.
    let effectiveText: String
    /// What a staker should know though nothing is wrong.
    let notes: [String]
}

extension WorkerConfiguration {
    /// The first line that a configuration file may have.
    static let apiVersion = "k3s-daas.io/v1alpha1"
    /// The second.
    static let kind = "WorkerConfiguration"
    /// Where a file is looked for if none is named.
    static let defaultFiles = ["/etc/k3s-daas/worker-config.yaml", "/etc/k3s-daas/staker-config.json"]

    /// Reads and checks everything; nothing is opened, sent or started.
    ///
    /// All that is wrong is thrown at once, together with what `problems` holds already.
    static func load(
        _ flags: CommandLineValues, settings: [any AnySetting] = WorkerSettings.all, environment: [String: String],
        problems: ProblemList, defaults: [String] = defaultFiles
    ) throws(ConfigurationError) -> LoadedWorkerConfiguration {
        let bare = SettingsResolver(
            settings: settings, flags: flags, environment: environment, document: nil, problems: problems)
        let path = bare(WorkerSettings.config).value ?? defaults.first { (try? FileStatus.of($0)) != nil }
        let document = path.flatMap { read($0, problems) }
        let resolve = SettingsResolver(
            settings: settings, flags: flags, environment: environment, document: document, problems: problems)
        var reader = WorkerConfigurationReader(resolve: resolve, document: document)
        let configuration = reader.read()
        try problems.throwIfAny()
        guard let configuration else { throw ConfigurationError([]) }
        let header = ["apiVersion: \(apiVersion)", "kind: \(kind)"]
        return LoadedWorkerConfiguration(
            configuration: configuration, effectiveText: resolve.effectiveText(header: header),
            notes: resolve.notes + reader.notes)
    }

    private static func read(_ path: String, _ problems: ProblemList) -> YAMLDocument? {
        do throws(ConfigurationError) { return try YAMLDocument.read(path) } catch {
            for problem in error.problems { problems.report(problem) }
            return nil
        }
    }
}
