// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Changes one object, from reading it to knowing what became of it.
///
/// Pure: it is told what came of each call and says what comes next. An object says which request was carried out on it last, and every
/// write names the object as it was read: a request that was carried out is not carried out again, whoever did it and whatever answer got
/// lost, and an older one never follows a newer one.
struct ObjectEffort {
    /// What comes next.
    enum Step: Sendable {
        case call(KubeCall)
        case ended(ObjectOutcome)
    }

    /// How often an object may change under our hands before others are let through first.
    static let maximumRounds = 8

    let change: ObjectChange
    private var isReading = true
    private var view: ObjectView?
    private var rounds = 0
    /// What a write was refused with whose object may have been another meanwhile.
    private var doubt: KubeError?

    init(_ change: ObjectChange) { self.change = change }

    /// The first call.
    func begin() -> Step { .call(change.read) }

    /// What follows a call; `newest` is the newest request that had been heard of when its answer came.
    ///
    /// No earlier: a newer request of another submitter may have come and been carried out meanwhile.
    mutating func take(_ result: Result<KubeReply, KubeError>, newest: UInt64) -> Step {
        isReading ? wasRead(result, newest) : wasWritten(result)
    }

    // MARK: Reading

    private mutating func wasRead(_ result: Result<KubeReply, KubeError>, _ newest: UInt64) -> Step {
        switch result {
        case .success(let reply):
            do throws(KubeError) {
                guard let view = try ObjectView.read(reply.body, change.mark) else {
                    let why = "objects of this kind have no uid or no version, and nothing can be changed of them"
                    return .ended(.failed(RequestFailure(.resource, why)))
                }
                return found(view, newest)
            } catch { return .ended(.again(error.code)) }
        case .failure(let error) where error.code == .notFound: return missing()
        case .failure(let error): return .ended(Self.refusal(error, of: change))
        }
    }

    private mutating func found(_ found: ObjectView, _ newest: UInt64) -> Step {
        if let last = found.lastRequest {
            // Where nobody can have begun yet, somebody else wrote it, who knew which number would come.
            let mayBeOurs = change.isResumed || rounds > 0
            if last == change.request, mayBeOurs { return .ended(.done("the object is as it was asked for")) }
            // A number that the chain has not given out yet was written by somebody else.
            if last > change.request, last <= newest {
                return .ended(
                    .failed(RequestFailure(.superseded, "request \(last) was carried out on this object already")))
            }
        }
        if let doubt, found.uid == view?.uid { return .ended(Self.refusal(doubt, of: change)) }
        if found.isLeaving {
            // What is applied to an object that is going goes with it.
            return change.deed == .delete ? .ended(.done("the object is being deleted")) : .ended(.again(.conflict))
        }
        if change.deed == .delete, change.isResumed, let created = found.created {
            // An event tells soon when it was assigned.
            guard let assigned = change.assigned else { return .ended(.again(.cancelled)) }
            if Self.isNewer(created, found, than: assigned) {
                let why = "the object may have been made after the request was assigned; ask again to delete it"
                return .ended(.failed(RequestFailure(.newer, why)))
            }
        }
        return write(found)
    }

    /// Whether an object may be another than the one that was there when a request was assigned.
    ///
    /// It says when it was made in whole seconds alone. Of what was made within that second the annotation decides: an older request has
    /// made it, or written it, and so it was there; what nobody has written by a request may be what a controller put in the first one's place.
    private static func isNewer(_ created: WallTime, _ found: ObjectView, than assigned: WallTime) -> Bool {
        created.seconds == assigned.seconds ? found.lastRequest == nil : created.seconds > assigned.seconds
    }

    private mutating func missing() -> Step {
        switch change.deed {
        case .delete: .ended(.done("there is no such object"))
        case .apply: write(nil)
        case .scale, .patch: .ended(.failed(RequestFailure(.missing, "there is no such object")))
        }
    }

    private mutating func write(_ found: ObjectView?) -> Step {
        rounds += 1
        guard rounds <= Self.maximumRounds else { return .ended(.again(.conflict)) }
        (view, isReading, doubt) = (found, false, nil)
        return .call(change.write(found))
    }

    // MARK: Writing

    private mutating func wasWritten(_ result: Result<KubeReply, KubeError>) -> Step {
        isReading = true
        switch result {
        case .success: return .ended(.done(Self.words(for: change.deed)))
        case .failure(let error):
            switch error.code {
            case .conflict, .alreadyExists: return .call(change.read)
            case .notFound:
                switch change.deed {
                case .delete: return .ended(.done("there is no such object"))
                case .apply: return .ended(Self.refusal(error, of: change))
                case .scale, .patch: return .call(change.read)
                }
            // Where another object has taken the place of the one that was read, its uid is what is refused.
            case .invalid where view != nil && change.deed != .delete:
                doubt = error
                return .call(change.read)
            default: return .ended(Self.refusal(error, of: change))
            }
        }
    }

    private static func words(for deed: ObjectChange.Deed) -> String {
        switch deed {
        case .apply: "applied"
        case .scale(let replicas): "scaled to \(replicas)"
        case .patch: "patched"
        case .delete: "deleted"
        }
    }

    /// What an error means that nothing more can be done about now.
    static func refusal(_ error: KubeError, of change: ObjectChange) -> ObjectOutcome {
        let sentence = error.sentence ?? error.description
        switch error.code {
        case .forbidden:
            // It is we who may not act for others: nothing that the submitter could do better.
            if isAboutActing(sentence) { return .again(.forbidden) }
            return .failed(RequestFailure(.forbidden, sentence))
        case .notFound: return .failed(RequestFailure(.missing, sentence))
        case .invalid, .tooLarge:
            // The apiserver's words may quote a document that is nobody else's business.
            let words = change.isPublic ? sentence : "the apiserver does not take the document as it is"
            return .failed(RequestFailure(.invalid, words))
        case .unreachable, .untrusted, .timeout, .credentials, .unauthorized, .alreadyExists, .conflict, .gone,
            .throttled, .budget, .unavailable, .serverError, .broken, .cancelled:
            return .again(error.code)
        }
    }

    /// Whether the apiserver forbids us to act for somebody, and not the submitter to do something.
    ///
    /// It names the user or group first. What is refused otherwise begins with the object's kind or the webhook's name, and may quote what
    /// the submitter wrote: words alone would let a request be tried for ever.
    private static func isAboutActing(_ sentence: String) -> Bool {
        let kinds = ["users", "groups", "users.authentication.k8s.io", "groups.authentication.k8s.io"]
        return kinds.contains { sentence.hasPrefix("\($0) \"") } && sentence.contains(" cannot impersonate")
    }
}
