// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import COpenSSL

/// Where OpenSSL reads and writes records: memory of the loop, shared by its connections one after the other.
///
/// One `recv` fills `incoming` with whatever the socket holds, one `send` empties `outgoing`, however many
/// records or requests that is. OpenSSL's own socket BIO would make a system call for each record's head and
/// another for its body. Writing never blocks: what the socket does not take is kept by the connection.
@safe
final class CipherPipe {
    /// The two directions.
    struct Bytes: ~Copyable {
        var incoming: ByteBuffer
        var outgoing: ByteBuffer
    }

    /// Lent to every BIO of the loop; freed after them, since the loop drops its connections first.
    let bytes: UnsafeMutablePointer<Bytes>

    init(incoming capacity: Int) {
        unsafe bytes = .allocate(capacity: 1)
        unsafe bytes.initialize(
            to: Bytes(incoming: ByteBuffer(capacity: capacity), outgoing: ByteBuffer(capacity: capacity)))
    }

    deinit {
        unsafe bytes.deinitialize(count: 1)
        unsafe bytes.deallocate()
    }

    /// A BIO over this pipe; the caller owns it.
    func makeBIO() -> OpaquePointer? {
        guard let method = Self.method, let bio = unsafe BIO_new(method.raw) else { return nil }
        unsafe BIO_set_data(bio, bytes)
        return unsafe bio
    }

    /// The table of callbacks, made once and kept for the life of the process.
    private static let method: Method? = {
        guard let method = unsafe BIO_meth_new(BIO_get_new_index() | CInt(BIO_TYPE_SOURCE_SINK), "cipher pipe") else {
            return nil
        }
        unsafe BIO_meth_set_create(method) { bio in
            unsafe BIO_set_init(bio, 1)
            return 1
        }
        unsafe BIO_meth_set_read_ex(method, readCallback)
        unsafe BIO_meth_set_write_ex(method, writeCallback)
        unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return unsafe Method(raw: method)
    }()

    @safe
    private struct Method: @unchecked Sendable {  // written once, before anyone can see it
        let raw: OpaquePointer
    }

    private static let readCallback:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> CInt = {
            bio, room, size, count in
            unsafe shim_BIO_clear_retry_flags(bio)
            guard let pipe = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: Bytes.self),
                let room = unsafe room
            else { return 0 }
            let moved = unsafe min(size, pipe.pointee.incoming.count)
            guard moved > 0 else {
                unsafe shim_BIO_want_read(bio)
                return 0
            }
            unsafe pipe.pointee.incoming.span.withUnsafeBufferPointer { bytes in
                guard let first = bytes.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(room).copyMemory(from: first, byteCount: moved)
            }
            unsafe pipe.pointee.incoming.consume(moved)
            unsafe count?.pointee = moved
            return 1
        }

    private static let writeCallback:
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> CInt = {
            bio, bytes, size, count in
            unsafe shim_BIO_clear_retry_flags(bio)
            guard let pipe = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: Bytes.self),
                let bytes = unsafe bytes
            else { return 0 }
            let source = unsafe UnsafeRawBufferPointer(start: bytes, count: size)
            unsafe pipe.pointee.outgoing.append(Span(_unsafeBytes: source))
            unsafe count?.pointee = size
            return 1
        }
}
