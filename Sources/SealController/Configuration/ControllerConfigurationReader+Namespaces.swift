// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Operations
internal import PolicyFile

extension ControllerConfigurationReader {
    /// How home namespaces follow the stake; `nil` where they do not.
    func namespaces() -> ControllerConfiguration.Namespaces? {
        let isOn = resolve(Settings.namespaces).value
        let file = resolve(Settings.namespacePolicyFile)
        if let path = file.value,
            let status = resolve.check(Settings.namespacePolicyFile, file, path: path, limit: PolicyFile.maxSize),
            status.isWorldWritable
        {
            resolve.report(
                .conflict, Settings.namespacePolicyFile, file, "\(path) may be written by everybody; chmod o-w it")
        }
        let namespaces = ControllerConfiguration.Namespaces(
            grace: resolve(Settings.namespaceGrace).value, deleteAfter: resolve(Settings.namespaceDeleteAfter).value,
            resync: resolve(Settings.namespaceResync).value, policyFile: file.value,
            concurrency: resolve(Settings.namespaceConcurrency).value, rate: resolve(Settings.namespaceRate).value,
            guardPercent: resolve(Settings.namespaceGuardPercent).value,
            guardLeast: resolve(Settings.namespaceGuardLeast).value)
        return isOn ? namespaces : nil
    }
}
