// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import CNGHTTP2
internal import Kernel

extension Session {
    /// A frame's head has come: what brings no request forward is counted.
    func frameBegins(_ type: FrameType?, _ id: Int32, flags: UInt8, length: Int) {
        switch type {
        case .data where length == 0 && flags & FrameFlag.endStream == 0:
            smallData += 1
            spend(.emptyFrames)
        case .data: if length < SessionLimits.smallData { smallData += 1 }
        case .headers:
            // Of a stream that is over, or was passed over: RFC 9113 §5.1.1. nghttp2 would read and forget it.
            if id <= lastOpened, stream(id) == nil {
                // Of one that we have ended early, the fields behind its body may be on their way.
                if hasEndedEarly { spend(.strayFrames) } else { end(.violations) }
            }
            lastOpened = max(lastOpened, id)
        // What it ends, if there is anything to end, is counted in `streamEnds`.
        case .reset: if stream(id) == nil { spend(.strayFrames) }
        case .settings: spend(.settings)
        case .ping: spend(.pings)
        case .windowUpdate: spend(.windowUpdates)
        case .continuation: spend(.continuations)
        // nghttp2 does not look at it, since priorities are off.
        case .priority: if id == 0 { end(.violations) } else { spend(.priorities) }
        case .pushPromise, .goAway: spend(.strayFrames)
        // Counted by `FrameScanner`.
        case .priorityUpdate, nil: break
        }
    }

    /// Spends one of a budget, and ends the connection if there was none left.
    func spend(_ offence: Offence) {
        if !guardian.spend(offence) { end(offence) }
    }

    /// A request begins.
    func open(_ id: Int32) {
        setBlockDeadline(now.advanced(by: limits.headTime))
        current = nil
        guard reason == nil else { return }
        guard streams.count < SessionLimits.streams, waiting <= SessionLimits.waitingReplies else {
            owner?.count(self, .refused)
            hasEndedEarly = true
            unsafe nghttp2_submit_rst_stream(raw, 0, id, ErrorCode.refusedStream)
            return
        }
        let stream = pool.take()
        stream.id = id
        stream.received = now
        insert(stream)
        streams.setDeadline(stream, now.advanced(by: limits.headTime))
        unsafe nghttp2_session_set_stream_user_data(raw, id, SessionCallbacks.pointer(toSlot: stream.slot))
        current = stream
        wake()
    }

    /// Fields behind a body begin, which are read, bounded and forgotten.
    func beginTrailers(_ id: Int32) {
        setBlockDeadline(now.advanced(by: limits.headTime))
        current = stream(id)
    }

    /// A field of the head or of what follows the body.
    func take(_ name: Span<UInt8>, _ value: Span<UInt8>) {
        guard let stream = current, reason == nil else { return }
        guard stream.phase == .head, stream.refusal == nil else {
            stream.skip(name, value)
            if stream.headSize > limits.head.total * SessionLimits.headerExcess { end(.headerBytes) }
            return
        }
        do throws(HeadRefusal) {
            try stream.take(name, value, limits.head)
        } catch {
            stream.refusal = error
        }
    }

    /// A block of fields is complete.
    func headEnds(_ id: Int32, isLast: Bool) {
        setBlockDeadline(nil)
        current = nil
        guard let stream = stream(id), reason == nil else { return }
        guard stream.phase == .head else {
            if isLast { bodyEnds(id) }
            return
        }
        stream.isWhole = isLast
        do throws(HeadRefusal) {
            if let refusal = stream.refusal { throw refusal }
            try stream.finishHead()
        } catch {
            return refuse(stream, error.status)
        }
        begin(stream)
    }

    /// A head is complete, and its handler says what body it may bring.
    private func begin(_ stream: Stream) {
        guard stream.head.method != .unknown, stream.head.method != .connect, stream.head.method != .trace else {
            return refuse(stream, .notImplemented)
        }
        guard let owner else { return }
        var text = ByteBuffer()
        swap(&text, &stream.text)
        let policy = owner.bodyPolicy(self, stream.head.method, path: text.span.extracting(stream.head.path))
        swap(&text, &stream.text)
        guard case .accept(let keepLimit, let dropLimit, let isReserved) = policy else {
            guard case .refuse(let status) = policy else { return }
            return refuse(stream, status)
        }
        if let length = stream.contentLength, length > max(keepLimit, dropLimit) {
            return refuse(stream, .contentTooLarge)
        }
        stream.keepLimit = keepLimit
        stream.dropLimit = dropLimit
        stream.isReserved = isReserved
        stream.phase = .body
        if stream.isWhole { return dispatch(stream, body: ByteBuffer().span) }
        streams.setDeadline(stream, now.advanced(by: limits.bodyTime))
        if stream.expectsContinue { unsafe heads.submitContinue(raw, stream.id) }
    }

    /// Some of a body has come.
    func takeBody(_ id: Int32, _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) {
        keepLent()
        guard let stream = stream(id), stream.phase == .body, reason == nil else { return }
        stream.bodyBytes += bytes.count
        guard stream.bodyBytes <= max(stream.keepLimit, stream.dropLimit) else {
            return refuse(stream, .contentTooLarge)
        }
        guard stream.bodyBytes <= stream.keepLimit else {
            stream.body.release()
            return discharge(stream)
        }
        if isLast, stream.body.isEmpty {
            unsafe lent = LentBody(slot: stream.slot, bytes: bytes)
        } else {
            unsafe keep(stream, Span(_unsafeElements: bytes))
        }
    }

    /// What was lent is not whole, and its bytes are about to go.
    func keepLent() {
        guard let body = lent else { return }
        lent = nil
        guard let stream = streams[body.slot], stream.phase == .body else { return }
        unsafe keep(stream, Span(_unsafeElements: body.bytes))
    }

    private func keep(_ stream: Stream, _ bytes: Span<UInt8>) {
        guard charge(stream, stream.body.count + bytes.count) else {
            return refuse(stream, .serviceUnavailable)
        }
        stream.body.append(bytes)
    }

    /// A request is whole.
    func bodyEnds(_ id: Int32) {
        guard let stream = stream(id), reason == nil else { return }
        stream.isWhole = true
        guard stream.phase == .body else { return }
        if let body = lent, body.slot == stream.slot {
            lent = nil
            return unsafe dispatch(stream, body: Span(_unsafeElements: body.bytes))
        }
        var body = ByteBuffer()
        swap(&body, &stream.body)
        dispatch(stream, body: body.span)
    }

    private func dispatch(_ stream: Stream, body: Span<UInt8>) {
        guardian.creditRequest()
        stream.phase = .answer
        asked += 1
        streams.setDeadline(stream, now.advanced(by: limits.answer))
        var text = ByteBuffer()
        swap(&text, &stream.text)
        let isTaken = owner?.dispatch(self, stream, text: text.span, body: body) ?? false
        swap(&text, &stream.text)
        if !isTaken { owner?.answerInPlace(self, stream, .serviceUnavailable) }
    }

    /// Takes what a growing body needs from the budget, in steps.
    private func charge(_ stream: Stream, _ bytes: Int) -> Bool {
        guard bytes > stream.charged else { return true }
        let step = 64 * 1024
        let wanted = (bytes + step - 1) / step * step - stream.charged
        guard owner?.takeMemory(wanted, isReserved: stream.isReserved) ?? false else { return false }
        stream.charged += wanted
        return true
    }

    /// Gives what a stream took from the budget back.
    func discharge(_ stream: Stream) {
        guard stream.charged > 0 else { return }
        owner?.giveBackMemory(stream.charged)
        stream.charged = 0
    }
}
