// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@Suite struct HelpTests {
    private static func isOn(_ fallback: Bool) -> Setting<Bool> {
        Setting("watch", key: "a.watch", group: "Things", .boolean, fallback: fallback, "Watches.")
    }

    @Test func `a switch that is on says so, and one that is off goes without saying`() {
        #expect(
            Help.text([Self.isOn(true)]) == """
                Things:
                  --watch
                      Watches.
                      [default true, $K3S_DAAS_WATCH, file a.watch]

                """)
        #expect(Help.text([Self.isOn(false)]).contains("[$K3S_DAAS_WATCH, file a.watch]"))
    }

    @Test func `what has a value shows its own, and what has none nothing`() {
        let named = Setting(
            "name", letter: "n", key: "", group: "Things", ValueKind<String>.text("NAME"), fallback: "x",
            isFlagOnly: true, "Names it.")
        let bare = Setting(
            "file", key: "", group: "Things", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
            "Reads it.")
        #expect(
            Help.text([named, bare]) == """
                Things:
                  -n, --name NAME
                      Names it.
                      [default x]
                  --file FILE
                      Reads it.

                """)
    }
}
