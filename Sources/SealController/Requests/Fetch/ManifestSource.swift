// SPDX-License-Identifier: Apache-2.0

/// Who fetches documents: the network, or what takes its place in a test.
protocol ManifestSource: Sendable {
    /// Fetches one and calls back once, from any thread.
    func fetch(
        _ address: ManifestAddress, completion: @escaping @Sendable (Result<[UInt8], ManifestFetchError>) -> Void)
}

/// Why there is no document.
enum ManifestFetchError: Error, Hashable, Sendable {
    /// There will be none.
    case refused(RequestFailure)
    /// There may be one later.
    case later
}
