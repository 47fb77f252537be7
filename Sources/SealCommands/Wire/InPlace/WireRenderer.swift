// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import PolicyFile
internal import Wiring

/// What a plan makes of a server: the one way from a plan to files.
struct WireRenderer: Sendable {
    /// All files but certificates and keys, in the order in which they are to be written.
    let files: @Sendable (WiringPlan, _ authorities: [UInt8], any WireMachine) throws(CommandFailure) -> [WiredFile]

    /// As it is done for real.
    static let standard = WireRenderer { plan, authorities, machine throws(CommandFailure) in
        var plan = plan
        if let path = plan.policyFile {
            let place = machine.place(path)
            do throws(ConfigurationError) { plan.policy = PolicyShare(try PolicyFile.read(place).policy) } catch {
                throw CommandFailure(error)
            }
        }
        do throws(WiringRefusal) {
            let before: AdmissionConfigurationMerge.Existing?
            switch plan.admissionFile {
            case .some(let path): before = try existing(path, machine)
            case .none: before = nil
            }
            return try Wiring(plan, authorities: authorities, admission: before).files()
        } catch { throw CommandFailure(error) }
    }

    private static func existing(
        _ path: String, _ machine: any WireMachine
    ) throws(WiringRefusal) -> AdmissionConfigurationMerge.Existing {
        let configuration = try file(path, machine)
        let kubeconfig: AdmissionConfigurationMerge.File?
        switch try AdmissionConfigurationMerge.kubeconfigPath(in: configuration) {
        case .some(let path): kubeconfig = try file(path, machine)
        case .none: kubeconfig = nil
        }
        return AdmissionConfigurationMerge.Existing(configuration: configuration, kubeconfig: kubeconfig)
    }

    private static func file(
        _ path: String, _ machine: any WireMachine
    ) throws(WiringRefusal) -> AdmissionConfigurationMerge.File {
        do throws(CommandFailure) {
            if let present = try machine.read(path) {
                return AdmissionConfigurationMerge.File(path: path, contents: present.contents)
            }
        } catch { throw .existing(path, error.message) }
        throw .existing(path, "is not there: name the admission configuration that the apiserver has now")
    }
}
