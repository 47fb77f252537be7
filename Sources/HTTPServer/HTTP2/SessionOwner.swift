// SPDX-License-Identifier: Apache-2.0

/// What a session asks of the loop that it lives on.
protocol SessionOwner: AnyObject {
    /// How much body a request may bring.
    func bodyPolicy(_ session: Session, _ method: Method, path: Span<UInt8>) -> BodyPolicy
    /// Takes memory for a body, if it is there.
    func takeMemory(_ bytes: Int, isReserved: Bool) -> Bool
    /// Gives memory back.
    func giveBackMemory(_ bytes: Int)
    /// Hands a whole request to its handler; its answer comes by `Session.answer`, now or later.
    ///
    /// False if too much is asked for at once.
    func dispatch(_ session: Session, _ stream: Stream, text: Span<UInt8>, body: Span<UInt8>) -> Bool
    /// Replies with a few words in the handler's place.
    func answerInPlace(_ session: Session, _ stream: Stream, _ status: Status)
    /// A handler will not answer a stream that it was given.
    func forget(_ session: Session)
    /// The peer did too much of something, and the connection ends for it.
    func count(_ session: Session, _ offence: Offence)
    /// A stream is over.
    func count(_ session: Session, _ end: StreamEnd)
}
