// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Configuration

extension WebhookConfigurationReader {
    /// Where stakes and seals are read: exactly one file or chain; `nil` where a problem was reported.
    mutating func source() -> WebhookConfiguration.Source? {
        let hasFile = resolve.source(of: Settings.ledgerFile) != .none
        let hasChain = resolve.source(of: ChainSettings.clusterFile) != .none
        switch (hasFile, hasChain) {
        case (false, false):
            let missing = "is required, or \(ChainSettings.clusterFile.flag): without a ledger nobody is anybody"
            resolve.problems.report(Problem(.missing, at: .flag(Settings.ledgerFile.flag), missing))
            return nil
        case (true, true):
            refuse([ChainSettings.clusterFile], "is given beside \(Settings.ledgerFile.flag); one alone decides")
            return nil
        case (true, false):
            refuse(ChainSettings.all, "means nothing without \(ChainSettings.clusterFile.flag)")
            let devLedger = resolve(ChainSettings.devLedger)
            if devLedger.value {
                let meaningless = "means nothing without \(ChainSettings.clusterFile.flag)"
                resolve.report(.conflict, ChainSettings.devLedger, devLedger, meaningless)
            }
            return ledger().map { .file($0) }
        case (false, true):
            refuse(Settings.ledger, "means nothing without \(Settings.ledgerFile.flag)")
            var reader = ChainConfigurationReader(resolve)
            defer { notes += reader.notes }
            return reader.read().map { .chain($0) }
        }
    }

    /// Reports each of these settings that is set somewhere.
    private func refuse(_ settings: [any AnySetting], _ reason: String) {
        for setting in settings {
            let source = resolve.source(of: setting)
            guard source != .none else { continue }
            let key = if case .file = source { setting.key.joined(separator: ".") } else { "" }
            resolve.problems.report(Problem(.conflict, at: source, key: key, reason))
        }
    }
}
