// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Lists what is on a machine, part by part: how much its machine has written into its pods is not for it to say.
///
/// Pure: it says what is asked, and is told what came.
struct PodListing: Sendable {
    /// How many pods are asked for at once, where they are not too long for that: as many as a machine has, as a rule.
    static let page = 250

    private let node: String
    private let taken: Moment
    private var pods: [PodView] = []
    private var continuation: String?
    private var limit = page

    /// Begins with all that there is on a machine at a moment.
    init(_ node: NodeView, at now: Moment) {
        self.node = node.name
        taken = now
    }

    /// What to ask now.
    var call: KubeCall {
        .list(.pods, fields: [.equals("spec.nodeName", node)], limit: limit, continue: continuation)
    }

    /// Takes what came; `nil` where there is more to be asked.
    mutating func take(_ result: Result<KubeReply, KubeError>) -> NodeOutcome? {
        switch result {
        case .failure(let error) where error.code == .tooLarge && limit > 1:
            limit /= 2
            return nil
        case .failure(let error): return .failed(error.code)
        case .success(let reply):
            guard let page = PodView.readPage(reply.body) else { return .failed(.broken) }
            pods += page.pods
            continuation = page.continuation
            return continuation == nil ? .pods(PodList(pods: pods, taken: taken)) : nil
        }
    }
}
