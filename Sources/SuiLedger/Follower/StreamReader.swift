// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

/// Makes messages of the bytes of one stream.
struct StreamReader: ~Copyable {
    /// Which stream.
    let number: Int
    /// What is read from it; `nil` before the first.
    let subscription: EventSubscription?
    private var assembler = GRPCFrame.Assembler(maximumMessage: GRPCReply.maximumMessage)
    private var status: String?
    private var isOver = false

    /// Reads nothing.
    init() { (number, subscription) = (0, nil) }

    /// Reads a stream from its beginning.
    init(_ number: Int, _ subscription: EventSubscription) {
        self.number = number
        self.subscription = subscription
    }

    /// What came, as the follower takes it; whatever is wrong ends the stream.
    mutating func read(
        _ event: StreamEvent, check: (Freshness?) throws(LedgerError) -> Void
    ) -> [FollowCourse.Input] {
        guard let subscription, !isOver else { return [] }
        var inputs: [FollowCourse.Input] = []
        do throws(LedgerError) {
            switch event {
            case .head(let code, let headers):
                guard code == 200 else { throw GRPCReply.failure(httpStatus: code) }
                let response = ClientResponse(status: code, headers: headers, body: [], trailers: [])
                status = response.value("grpc-status")
                // A refusal may say nothing else.
                guard status == nil else { return [] }
                let freshness = Freshness(response)
                try check(freshness)
                inputs.append(.began(stream: number, freshness))
            case .bytes(let bytes):
                assembler.append(bytes)
                while let message = try assembler.next() {
                    inputs.append(.part(stream: number, try subscription.read(message)))
                }
            case .end(let trailers):
                let word = trailers.first { $0.name == "grpc-status" }?.value ?? status
                let failure = word.flatMap { Int($0) }.flatMap { GRPCStatus(rawValue: $0) ?? .unknown }?.failure
                throw failure ?? LedgerError(.unavailable, "the node ended the stream")
            case .failed(let error): throw LedgerError(error)
            }
        } catch {
            isOver = true
            inputs.append(.ended(stream: number, error))
        }
        return inputs
    }
}
