// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Keeps bytes beyond the life of what lent them.
    init(copying bytes: Span<UInt8>) {
        self = bytes.indices.map { bytes[$0] }
    }
}
