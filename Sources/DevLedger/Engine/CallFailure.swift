// SPDX-License-Identifier: Apache-2.0

/// Why a call was not carried out.
public enum CallFailure: Error, Hashable, Sendable {
    /// A check of the contracts did not hold.
    case abort(Abort)
    /// There is no such function.
    case noFunction
    /// An argument, counted from 0, is not what the function takes.
    case argument(Int)
    /// There are more arguments than the function takes.
    case tooManyArguments
}
