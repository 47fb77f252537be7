// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel

/// A configuration with its story: which value came from where.
public struct LoadedConfiguration: Sendable {
    /// What is in force.
    public let configuration: ControllerConfiguration
    /// The same as a YAML file, with the source of each value.
    public let effectiveText: String
    /// What an operator should know though nothing is wrong.
    public let notes: [String]
}

extension ControllerConfiguration {
    /// The first line that a configuration file must have.
    static let apiVersion = "k3s-daas.io/v1alpha1"
    /// The second.
    static let kind = "SealControllerConfiguration"
    /// More than any certificate chain, list of authorities or kubeconfig needs.
    static let pemLimit = 1 << 20
    /// More than any key in text needs.
    static let keyLimit = 4096

    /// The settings as `--help` shows them.
    public static var help: String { Help.text(ControllerSettings.all) }

    /// Sorts a command line into settings; reports what is none.
    public static func parse(_ arguments: [String], problems: ProblemList) -> CommandLineValues {
        CommandLineValues(arguments, settings: ControllerSettings.all, problems: problems)
    }

    /// Reads and checks everything; nothing is bound, written or started.
    ///
    /// All that is wrong is thrown at once, together with what `problems` holds already.
    public static func load(
        _ flags: CommandLineValues, environment: [String: String], problems: ProblemList
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let bare = SettingsResolver(
            settings: ControllerSettings.all, flags: flags, environment: environment, document: nil,
            problems: problems)
        let document = bare(ControllerSettings.config).value.flatMap { read($0, problems) }
        let resolve = SettingsResolver(
            settings: ControllerSettings.all, flags: flags, environment: environment, document: document,
            problems: problems)
        var reader = ControllerConfigurationReader(resolve: resolve, document: document)
        let configuration = reader.read()
        try problems.throwIfAny()
        guard let configuration else { throw ConfigurationError([]) }
        let header = ["apiVersion: \(apiVersion)", "kind: \(kind)"]
        return LoadedConfiguration(
            configuration: configuration, effectiveText: resolve.effectiveText(header: header),
            notes: resolve.notes + reader.notes)
    }

    private static func read(_ path: String, _ problems: ProblemList) -> YAMLDocument? {
        do throws(ConfigurationError) {
            return try YAMLDocument.read(path)
        } catch {
            for problem in error.problems { problems.report(problem) }
            return nil
        }
    }
}
