// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Scripts that let a shell complete what `sealctl` takes; made from the commands themselves.
enum CompletionCommand {
    private enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

    static let command = Command(
        words: ["completion"], summary: "Writes a script that completes commands and flags in a shell.",
        operands: [Operand("SHELL", "bash, zsh or fish")],
        details: """
            bash:  source <(sealctl completion bash)
            zsh:   source <(sealctl completion zsh)
            fish:  sealctl completion fish | source
            """
    ) { invocation throws(CommandFailure) in
        switch try invocation.operand(0, "SHELL", ValueKind<Shell>.oneOf) {
        case .bash: .script(bash)
        case .zsh: .script(zsh)
        case .fish: .script(fish)
        }
    }

    /// What may follow each beginning.
    private static var table: [(words: String, next: [String])] {
        var rows: [(words: String, next: [String])] = [("", Commands.words(after: []))]
        for group in Commands.words(after: []) {
            let next = Commands.words(after: [group])
            if !next.isEmpty { rows.append((group, next)) }
        }
        for command in Commands.all {
            let words = command.words.joined(separator: " ")
            let flags = (command.settings + [Flags.output]).map(\.flag) + ["--help"]
            if let index = rows.firstIndex(where: { $0.words == words }) {
                rows[index].next += flags
            } else {
                rows.append((words, flags))
            }
        }
        return rows
    }

    /// The part that bash and zsh read alike: `$words` are those that were typed, `$next` those that may follow.
    private static var search: String {
        let cases = table.map { "            ('\($0.words)') next='\($0.next.joined(separator: " "))' ;;\n" }.joined()
        return """
                # Arguments come after a command's words: the longest beginning that is known counts.
                while :; do
                    case $line in
            \(cases)        esac
                    [[ -n $next || $line != *' '* ]] && break
                    line=${line% *}
                done

            """
    }

    private static var bash: String {
        """
        _sealctl() {
            local word line='' next=''
            for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                [[ $word == -* ]] || line+="${line:+ }$word"
            done
        \(search)    case ${COMP_WORDS[COMP_CWORD-1]} in
                --*-file) compopt -o default; COMPREPLY=(); return ;;
            esac
            mapfile -t COMPREPLY < <(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -F _sealctl sealctl

        """
    }

    private static var zsh: String {
        """
        #compdef sealctl
        _sealctl() {
            local word line='' next=''
            for word in "${(@)words[2,CURRENT-1]}"; do
                [[ $word == -* ]] || line+="${line:+ }$word"
            done
        \(search)    if [[ ${words[CURRENT-1]} == --*-file ]]; then
                _files
            else
                compadd -- ${=next}
            fi
        }
        (( ! $+functions[compdef] )) || compdef _sealctl sealctl

        """
    }

    private static var fish: String {
        var lines = ["complete -c sealctl -f"]
        func quoted(_ text: String) -> String {
            "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
        }
        for group in Commands.words(after: []) {
            let summary = Commands.all.first { $0.words == [group] }?.summary ?? ""
            lines.append("complete -c sealctl -n __fish_use_subcommand -a \(group) -d \(quoted(summary))")
        }
        for command in Commands.all {
            var condition = "__fish_seen_subcommand_from \(command.words[0])"
            if command.words.count == 2 {
                let others = Commands.words(after: [command.words[0]]).joined(separator: " ")
                lines.append(
                    "complete -c sealctl -n '\(condition); and not __fish_seen_subcommand_from \(others)' "
                        + "-a \(command.words[1]) -d \(quoted(command.summary))")
                condition += "; and __fish_seen_subcommand_from \(command.words[1])"
            }
            for setting in command.settings + [Flags.output] {
                let value = setting.isSwitch ? "" : setting.name.hasSuffix("-file") ? " -r -F" : " -x"
                let letter = setting.letter.map { " -s \($0)" } ?? ""
                lines.append(
                    "complete -c sealctl -n '\(condition)' -l \(setting.name)\(letter)\(value) -d \(quoted(setting.help))"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
