// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Where calls go: an apiserver, or what takes its place in a test.
public protocol KubeDoor: Sendable {
    /// Makes a call and calls back once, from a thread that must not be held up.
    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void)
}

extension KubeDoor {
    /// Makes a call and waits for the answer: for commands and threads of one's own, never where a completion runs.
    public func perform(_ call: KubeCall) throws(KubeError) -> KubeReply {
        let outcome = Monitor<Result<KubeReply, KubeError>?>(nil)
        send(call) { result in
            outcome.withLock { $0 = result }
            outcome.notifyAll()
        }
        guard let result = outcome.wait(for: { $0 }) else { throw KubeError(.cancelled) }
        return try result.get()
    }
}
