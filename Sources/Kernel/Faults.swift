// SPDX-License-Identifier: Apache-2.0

#if DEBUG
    /// Failures that a test makes the kernel seem to answer with.
    ///
    /// Compiled out of release builds. A test sets the queue for its task; each wrapped call takes the next entry. `nil` lets one call through.
    package enum Faults {
        /// What the calls of this task meet, in order; when it runs out, the kernel answers again.
        @TaskLocal package static var queue: Locked<[CInt?]>?

        /// The calls that the queue is for; `nil` means every call.
        @TaskLocal package static var only: String?

        /// The reason that the next call shall fail with, if any.
        static func next(_ call: StaticString) -> CInt? {
            guard let queue else { return nil }
            if let only, only != call.description { return nil }
            return queue.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }
#endif
