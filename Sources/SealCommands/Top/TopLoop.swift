// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Asks and shows, until somebody has seen enough.
struct TopLoop {
    private static let quit = [UInt8(ascii: "q"), UInt8(ascii: "Q")]
    /// How long answers are waited for before keys are looked at again.
    private static let glance = Duration.milliseconds(100)

    let reader: TopReader
    let counting: TopCounting
    var board: TopBoard
    let interval: Duration
    let now: @Sendable () -> WallTime

    /// One view, with rates: of two readings one interval apart.
    consuming func once() -> TopView {
        board.take(reader.read())
        if !reader.places.isEmpty {
            Pause.take(interval)
            board.take(reader.read())
        }
        counting.waitForFirst()
        return board.view(chain: counting.found, at: now())
    }

    /// One view after the other, while somebody reads them.
    consuming func stream(_ show: (TopView) -> Bool) {
        counting.waitForFirst()
        while true {
            board.take(reader.read())
            guard show(board.view(chain: counting.found, at: now())) else { return }
            Pause.take(interval)
        }
    }

    private static func ends(_ key: ScreenKey?) -> Bool {
        switch key {
        case .end?: true
        case .byte(let byte)?: quit.contains(byte)
        case nil: false
        }
    }

    /// Draws in place, until q, ^C or the terminal's end.
    consuming func draw(on screen: any Screen, inColor: Bool) {
        while true {
            let asked = reader.ask()
            var readings = asked.readings(within: Self.glance)
            while readings == nil {
                // A server that is silent keeps nobody who wants to go.
                if Self.ends(screen.key(until: .now)) { return }
                readings = asked.readings(within: Self.glance)
            }
            board.take(readings ?? [])
            let next = Monotonic.now.advanced(by: interval)
            repeat {
                let frame = TopFrame(view: board.view(chain: counting.found, at: now()))
                let size = screen.size
                let lines = frame.lines(width: size.columns, height: size.rows)
                guard screen.draw(lines.map { $0.written(inColor: inColor) }) else { return }
                // What is no word of ours draws the page anew, as a change of its size does.
                if Self.ends(screen.key(until: next)) { return }
            } while Monotonic.now < next
        }
    }
}
