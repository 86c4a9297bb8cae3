import type { Shell } from "./shells.ts";

/** Each asks the command itself for what can stand where the cursor is; where that is nothing, files are offered. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_natsbridge() {
  local IFS=$'\\n' found
  found=$(natsbridge __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
  COMPREPLY=($(compgen -W "$found" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _natsbridge natsbridge
`,
  zsh: `#compdef natsbridge
_natsbridge() {
  local line
  local -a found
  for line in "\${(@f)$(natsbridge __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#found )); then _describe natsbridge found; else _files; fi
}
if [[ $funcstack[1] == _natsbridge ]]; then _natsbridge "$@"; else compdef _natsbridge natsbridge; fi
`,
  fish: `complete -c natsbridge -n 'test -n "$(natsbridge __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)"' -f
complete -c natsbridge -a '(natsbridge __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};

/** The script that teaches a shell to complete `natsbridge`. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
