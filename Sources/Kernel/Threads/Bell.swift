// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Lets one thread sleep until a time or until another wakes it.
///
/// The corresponding C functions are `pthread_cond_timedwait` and `pthread_cond_signal`.
@safe
public final class Bell: @unchecked Sendable {
    // Sendable: `rings` is only touched between lock and unlock.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var rings = false

    /// Makes a silent bell.
    public init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        // By the clock that nobody can set: a wait must not become an hour because the time was corrected.
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Wakes the sleeper, or keeps the next one from falling asleep.
    public func ring() {
        unsafe pthread_mutex_lock(mutex)
        rings = true
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Sleeps until the bell rings or `deadline` comes; true if it rang.
    public func wait(until deadline: Monotonic) -> Bool {
        var time = timespec(
            tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !rings {
            if unsafe pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { break }
        }
        let rang = rings
        rings = false
        return rang
    }
}
