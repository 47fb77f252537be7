// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import HTTPClient
internal import Kernel
internal import Operations

extension ControllerConfigurationReader {
    /// Who is told of changes of stakes; `nil` for nobody.
    func notices() -> ControllerConfiguration.Notices? {
        let isOn = resolve(Settings.notices).value
        let webhooks = resolve(Settings.noticeWebhooks)
        let secret = resolve(Settings.noticeSecretFile)
        let alertmanagers = resolve(Settings.noticeAlertmanagers)
        let authority = resolve(Settings.noticeAuthority)
        let allowsPlaintext = resolve(Settings.noticePlaintext).value
        check(Settings.noticeWebhooks, webhooks, allowsPlaintext)
        check(Settings.noticeAlertmanagers, alertmanagers, allowsPlaintext)
        if let path = secret.value {
            let status = resolve.check(Settings.noticeSecretFile, secret, path: path, limit: NoticeSecret.fileLimit)
            if let status, status.isWorldReadable || status.isWorldWritable {
                resolve.report(
                    .conflict, Settings.noticeSecretFile, secret, "\(path) is open to everybody; chmod 600 it")
            }
        } else if !webhooks.value.isEmpty {
            resolve.report(
                .missing, Settings.noticeSecretFile, secret, "is required beside \(Settings.noticeWebhooks.flag)")
        }
        if let path = authority.value {
            _ = resolve.check(Settings.noticeAuthority, authority, path: path, limit: CommonSettings.pemLimit)
        }
        let notices = ControllerConfiguration.Notices(
            webhooks: webhooks.value, secretFile: secret.value, alertmanagers: alertmanagers.value,
            alertDuration: resolve(Settings.noticeAlertDuration).value, authorityFile: authority.value,
            allowsPlaintext: allowsPlaintext)
        return isOn ? notices : nil
    }

    private func check(
        _ setting: Setting<[String]>, _ urls: SettingsResolver.Resolved<[String]>, _ allowsPlaintext: Bool
    ) {
        for url in urls.value where !allowsPlaintext && !ClientRequest.isSecureOrLocal(url) {
            resolve.report(
                .conflict, setting, urls,
                "\(url) is told in the clear; use https or \(Settings.noticePlaintext.flag)")
        }
    }
}
