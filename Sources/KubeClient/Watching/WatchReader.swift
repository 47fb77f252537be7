// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Wire

/// Makes inputs of the bytes of one watch.
struct WatchReader: ~Copyable {
    /// An object, and what of it stands around it in a watch.
    static let longestLine = KubeDocument.longest + (1 << 10)
    /// The longest refusal that is read.
    private static let longestRefusal = 64 << 10

    /// Which watch; 0 before the first.
    let stream: Int
    private var lines = LineAssembler(longest: longestLine)
    private var refusal: (status: Int, headers: [Header], body: [UInt8])?
    private var isOver: Bool

    /// Reads nothing.
    init() {
        stream = 0
        isOver = true
    }

    /// Reads a watch from its beginning.
    init(_ stream: Int) {
        self.stream = stream
        isOver = false
    }

    /// What came, as the course takes it; whatever is wrong ends the watch.
    mutating func read(_ event: StreamEvent) -> [WatchCourse.Input] {
        guard !isOver else { return [] }
        var inputs: [WatchCourse.Input] = []
        do throws(KubeError) {
            switch event {
            case .head(let status, let headers): if status != 200 { refusal = (status, headers, []) }
            case .bytes(let bytes):
                guard refusal == nil else {
                    if (refusal?.body.count ?? 0) < Self.longestRefusal { refusal?.body += bytes }
                    break
                }
                lines.append(bytes)
                guard var parser = try? KubeDocument.parser(for: Self.longestLine) else { throw KubeError(.throttled) }
                while let line = try lines.next() {
                    inputs.append(.event(stream: stream, try WatchLine.read(line, &parser)))
                }
            case .end:
                isOver = true
                inputs.append(.ended(stream: stream, refused))
            case .failed(let error): throw refused ?? KubeError(error)
            }
        } catch {
            isOver = true
            inputs.append(.ended(stream: stream, error))
        }
        return inputs
    }

    private var refused: KubeError? {
        guard let refusal else { return nil }
        let response = ClientResponse(
            status: refusal.status, headers: refusal.headers, body: refusal.body, trailers: [])
        return KubeError(response) ?? KubeError(.broken, wasSent: true, status: refusal.status)
    }
}
