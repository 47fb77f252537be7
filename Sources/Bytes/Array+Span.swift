// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Keeps bytes beyond the life of what lent them: one copy in one go, where a loop over them would take its time in a build that is
    /// not optimised.
    public init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
