// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// What came of carrying a request out.
enum ObjectOutcome: Hashable, Sendable {
    /// It is done, and how, in a few words.
    case done(String)
    /// It cannot be done.
    case failed(RequestFailure)
    /// It may be done later, whatever was done of it: it is looked at anew.
    case again(KubeError.Code)
}
