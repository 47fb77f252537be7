// SPDX-License-Identifier: Apache-2.0

/// What the apiserver answered to a call that succeeded.
public struct KubeReply: Sendable {
    /// 200, 201 or 202.
    public var status: Int
    /// JSON: the object, the list, or a `Status`.
    public var body: [UInt8]

    /// Puts an answer together.
    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
