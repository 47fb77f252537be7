// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Configuration
public import Kernel

/// What a server stands on, taken before any other thread exists: signals, streams, and what the service manager hands over.
public struct ProcessGround: Sendable {
    /// A socket that was bound by the service manager.
    public typealias Socket = (address: SocketAddress, socket: SharedDescriptor)

    /// Signals, blocked from now on.
    public let signals: SignalReceiver
    /// Where lines go; close them last.
    public let streams: LineStreams
    /// Who wants to know how we are.
    public let manager: SharedServiceManager
    /// What was bound for us.
    public let sockets: [Socket]

    /// Takes everything; from here on no memory image of this process is written.
    public init(audit: AuditDestination, trail: TrailPlace? = nil) throws(StartFailure) {
        do throws(SystemError) {
            try ProcessHardening.forbidDumps()
            signals = try SignalReceiver()
        } catch {
            throw StartFailure(code: .cannotCreate, message: error.description)
        }
        let folder = trail?.folder ?? ""
        do throws(LineStreams.Failure) {
            streams = try LineStreams(audit: audit, trail: trail) { Self.end(by: StartFailure($0, in: folder)) }
        } catch {
            switch error {
            case .stream(let error): throw StartFailure(code: .cannotCreate, message: error.description)
            case .trail(let error): throw StartFailure(error, in: folder)
            }
        }
        do throws(StartFailure) {
            manager = try Self.serviceManager()
            sockets = try Self.inheritedSockets()
        } catch {
            streams.close()
            throw error
        }
    }

    /// A server that should keep a trail and does not is worse than one that does not run, also later than at its start.
    private static func end(by failure: StartFailure) {
        _ = StandardStream.error.write(failure.message + "\n")
        ProcessEnd.leave(failure.code.rawValue)
    }

    private static func serviceManager() throws(StartFailure) -> SharedServiceManager {
        do throws(SystemError) {
            return SharedServiceManager(try ServiceManager.fromEnvironment())
        } catch {
            throw StartFailure(code: .configuration, message: "NOTIFY_SOCKET cannot be used: \(error)")
        }
    }

    private static func inheritedSockets() throws(StartFailure) -> [Socket] {
        var found: [Socket] = []
        do throws(InheritedSockets.Refusal) {
            var sockets = try InheritedSockets.fromEnvironment()
            for name in sockets.names {
                guard let socket = sockets.take(name), let address = try? SocketAddress.local(of: socket) else {
                    throw .notOpen
                }
                found.append((address, SharedDescriptor(socket)))
            }
        } catch {
            throw StartFailure(code: .configuration, message: "LISTEN_FDS cannot be used: \(error.rawValue)")
        }
        return found
    }
}
