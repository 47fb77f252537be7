// SPDX-License-Identifier: Apache-2.0
public import SealAuthN
internal import SuiLedger
public import Telemetry

extension DirectoryEvent {
    /// Has the log say it.
    public func say(to log: Log) {
        switch self {
        case .lookUpsFail(let error):
            log.warn("look-ups fail", [.text("code", error.code.rawValue), .literal("reason", error.detail)])
        case .lookUpsWork: log.info("look-ups are answered again")
        }
    }
}
