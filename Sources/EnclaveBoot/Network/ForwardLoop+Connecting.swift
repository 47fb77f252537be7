// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

extension ForwardLoop {
    /// Takes a connection, if its rule allows it.
    func admit(_ socket: consuming Descriptor, rule index: Int) {
        let rule = rules[index]
        tallies[index].accept()
        if let refusal = refusal(of: socket, rule, index) {
            tallies[index].refuse(refusal)
            return socket.breakOnClose()
        }
        let (slot, generation) = table.nextSlot()
        let pair = ForwardPair(
            rule: index, slot: slot, generation: generation, source: socket,
            connectDeadline: now.advanced(by: limits.connect))
        table.insert(pair)
        openByRule[index] += 1
        tallies[index].open()
        do throws(SystemError) {
            try poller.add(pair.source.socket, ForwardSide.interest, token: pair.token)
        } catch {
            onEvent(.systemFailure(error))
            return close(pair, .system)
        }
        switch rule.target {
        case .endpoint(let endpoint): connect(pair, [endpoint], orFail: .unreachable)
        case .host(let host, let port):
            if !resolver.ask(.init(host: host, port: port, token: pair.token)) { close(pair, .lookUp) }
        }
    }

    private func refusal(of socket: borrowing Descriptor, _ rule: ForwardRule, _ index: Int) -> ForwardRefusal? {
        if let peer = rule.peer, case .vsock = rule.source {
            guard let address = try? VSockAddress.peer(of: socket), address.cid == peer else { return .peer }
        }
        if openByRule[index] >= limits.connectionsPerRule { return .ruleLimit }
        return table.count >= limits.connections ? .limit : nil
    }

    /// Connects to the first of `endpoints` that can be tried; each has its share of the time that is left.
    func connect(_ pair: ForwardPair, _ endpoints: [Endpoint], orFail failure: ForwardFailure) {
        var failure = failure
        var others = endpoints[...]
        while let endpoint = others.popFirst() {
            do throws(SystemError) {
                let side = ForwardSide(try endpoint.beginConnecting())
                try poller.add(side.socket, ForwardSide.interest, token: pair.token | 1)
                pair.target = side
                pair.phase = .connecting(others: Array(others))
                let share = pair.connectDeadline.since(now) / (others.count + 1)
                return table.setDeadline(pair, now.advanced(by: share))
            } catch {
                failure = ForwardFailure(connecting: error)
                if failure == .system { onEvent(.systemFailure(error)) }
            }
        }
        close(pair, failure)
    }

    /// The kernel has said how a connect went.
    func finishConnecting(_ pair: ForwardPair, others: [Endpoint]) {
        guard let side = pair.target else { return }
        do throws(SystemError) {
            if let failure = try side.socket.connectFailure() { throw failure }
        } catch {
            return connect(pair, others, orFail: ForwardFailure(connecting: error))
        }
        pair.phase = .open
        table.setDeadline(pair, now.advanced(by: limits.idle))
        enqueue(pair)
    }
}

extension ForwardFailure {
    fileprivate init(connecting error: SystemError) {
        switch error.errno {
        // EAGAIN is a Unix socket whose queue is full.
        case ECONNREFUSED, ECONNRESET, ENOENT, EAGAIN: self = .refused
        case ETIMEDOUT: self = .connectTimeout
        case EMFILE, ENFILE, ENOMEM, ENOBUFS, EBADF, EINVAL, EFAULT: self = .system
        default: self = .unreachable
        }
    }
}
