// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Operations

extension ControllerConfigurationReader {
    /// How requests are carried out; `nil` where they are not.
    mutating func requests(_ join: ControllerConfiguration.Join?) -> ControllerConfiguration.Requests? {
        let isOn = resolve(Settings.requests)
        let hosts = resolve(Settings.requestHosts)
        let authorities = resolve(Settings.requestAuthorities)
        let requests = ControllerConfiguration.Requests(
            concurrency: resolve(Settings.requestConcurrency).value,
            allowedHosts: hosts.value.map { $0.lowercased() },
            allowsPrivateAddresses: resolve(Settings.requestPrivateAddresses).value, authorityFile: authorities.value)
        guard isOn.value else { return nil }
        if let path = authorities.value {
            _ = resolve.check(Settings.requestAuthorities, authorities, path: path, limit: CommonSettings.pemLimit)
        }
        guard join != nil else {
            let key = Settings.keyFile.flag
            resolve.report(
                .conflict, Settings.requests, isOn, "means nothing without \(key): the chain is told of each")
            return nil
        }
        return requests
    }
}
