// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
public import Configuration
public import HTTPServer
internal import Kernel

/// Why a server cannot start, with the code to end with.
public struct StartFailure: Error, Sendable, Equatable {
    /// What the process ends with.
    public let code: ExitCode
    /// One sentence, or several lines of them.
    public let message: String

    /// Puts a failure together.
    public init(code: ExitCode, message: String) {
        self.code = code
        self.message = message
    }

    /// All that is wrong with a file or a setting.
    public init(_ error: ConfigurationError) { self.init(code: error.exitCode, message: error.description) }

    /// What keeps an audit trail from being kept.
    init(_ error: AuditTrailError, in folder: String) {
        self.init(
            code: .cannotCreate, message: "the audit trail in \(folder) cannot be opened: \(error.description)")
    }

    /// What keeps the engine from starting.
    public init(_ failure: Server.StartFailure) {
        switch failure {
        case .listen(let listener, let error):
            self.init(code: .unavailable, message: "cannot listen at \(listener): \(error)")
        case .tls(let listener, let failure):
            self.init(code: .configuration, message: "listener \(listener): \(failure.detail)")
        case .system(let error): self.init(code: .software, message: error.description)
        }
    }
}
