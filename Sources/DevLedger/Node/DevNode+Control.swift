// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer

extension DevNode {
    /// No test needs more at once, and each epoch is a line on disk.
    private static let mostEpochs: UInt64 = 100
    /// Ten years.
    private static let mostMilliseconds: UInt64 = 315_360_000_000

    /// Answers a request to change something from outside, in JSON, with where the ledger is afterwards.
    ///
    /// `milliseconds` pass first, then so many `epochs` begin; `fault` is what is done wrong from then on, or null. Nothing is
    /// done where anything is wrong.
    public func control(_ body: Span<UInt8>) -> DevReply {
        let steps: (epochs: UInt64, milliseconds: UInt64)
        var faults: DevFaults??
        do throws(DevFormError) {
            var form = try DevForm.read(body)
            steps.epochs = try form.number("epochs", 0...Self.mostEpochs) ?? 0
            steps.milliseconds = try form.number("milliseconds", 0...Self.mostMilliseconds) ?? 0
            if form.takesNull("fault") {
                faults = .some(nil)
            } else if let fault = try form.form("fault") {
                faults = try DevFaults(fault)
            }
            try form.finish()
        } catch { return DevReply(.badRequest, error: error.description) }
        if steps.milliseconds > 0, !advance(milliseconds: steps.milliseconds) { return Self.unavailable }
        for _ in 0..<steps.epochs where !nextEpoch() { return Self.unavailable }
        if let faults { self.faults = faults }
        return DevReply(.ok, identity.json)
    }

    private static var unavailable: DevReply { DevReply(.serviceUnavailable, error: "\(DevRefusal.unwritten)") }
}
