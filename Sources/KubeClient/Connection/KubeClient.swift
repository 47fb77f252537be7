// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
public import Kernel

/// Makes calls to one apiserver, any number at once, on a thread of its own.
///
/// Completions run on that thread and must not hold it up; one for a call that cannot be sent runs at once. A watch outlives the client
/// that began it, unless that is closed.
public final class KubeClient: KubeDoor {
    let link: KubeLink

    /// Starts a client; nothing is sent yet.
    public init(
        _ configuration: KubeConfiguration, _ settings: KubeClientSettings = KubeClientSettings()
    ) throws(KubeError) {
        link = try KubeLink(configuration, settings)
    }

    /// Makes a call, again where that is safe, and calls back once, before its time is over.
    public func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        do throws(KubeError) { try call.check() } catch { return completion(.failure(error)) }
        KubeExchange(link, call, completion: completion).attempt()
    }

    /// Keeps telling what objects there are and what becomes of them, on a thread of the watch's own, until it is stopped or dropped.
    public func watch(
        _ plan: KubeWatchPlan, onEvent: @escaping @Sendable (KubeWatchEvent) -> Void
    ) throws(SystemError) -> KubeWatch {
        try KubeWatch(link, plan, onEvent)
    }

    /// Calls everything off; what comes later fails at once.
    public func close() { link.client.close() }
}
