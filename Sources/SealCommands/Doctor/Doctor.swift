// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Looks at one thing after the other on the way from kubectl to the chain; what a thing hangs on comes before it.
struct Doctor {
    /// What was found so far.
    var findings: [Finding] = []

    let invocation: Invocation
    /// What the kubeconfig tells the plugin, once it was read.
    var info = ExecInfo()
    /// Whose key signs, once it is known.
    var address: Address?

    /// Gets ready; nothing was looked at yet.
    init(_ invocation: Invocation) { self.invocation = invocation }

    /// Looks at everything.
    mutating func examine() {
        examineExecInfo()
        examineKubeconfig()
        examineKey()
        let session = examineClusterFile()
        var isReached = false
        if let session { isReached = examineNodes(session) }
        if let session, isReached {
            examineAccount(session)
        } else {
            for check in ["stake", "tier", "seals"] { note(check, .skipped, "no node was reached") }
        }
        examineCache()
        examineToken()
        examineGivenToken(isReached ? session : nil)
    }

    /// Notes what was found.
    mutating func note(_ check: String, _ state: Finding.State, _ says: String) {
        findings.append(Finding(check: check, state: state, says: says))
    }

    /// Looks at something whose failure says what is wrong.
    mutating func look<Value>(_ check: String, _ body: () throws(CommandFailure) -> Value) -> Value? {
        do throws(CommandFailure) { return try body() } catch {
            note(check, .failed, error.message)
            return nil
        }
    }
}
