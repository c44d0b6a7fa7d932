/** Completion for zsh 5, to be put into a folder of `fpath` as `_ptx`, or sourced behind `compinit`. */
export const ZSH_COMPLETION = `#compdef ptx libvirt-ptx
# zsh completion for ptx of libvirt-ptx

_libvirt_ptx() {
  local line text prefix
  local -a lines closed closedShown open openShown
  lines=("\${(@f)$("\${words[1]}" completion words -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  for line in "\${lines[@]}"; do
    case $line in
      (':files '*)
        prefix=\${line#':files '}
        compset -P "\${(b)prefix}"
        _files
        ;;
      (':folders '*)
        prefix=\${line#':folders '}
        compset -P "\${(b)prefix}"
        _files -/
        ;;
      (':domains '*)
        text=\${line#':domains '}
        compadd -- "\${(@f)$(virsh \${text:+--connect=$text} list --all --name </dev/null 2>/dev/null)}"
        ;;
      (?*)
        text=\${line%%$'\\t'*}
        # An option waits for its value right behind it.
        if [[ $text == *[=,] ]]; then
          open+=("$text")
          openShown+=("\${line/$'\\t'/  -- }")
        else
          closed+=("$text")
          closedShown+=("\${line/$'\\t'/  -- }")
        fi
        ;;
    esac
  done
  (( $#closed )) && compadd -l -d closedShown -- "\${closed[@]}"
  (( $#open )) && compadd -S '' -l -d openShown -- "\${open[@]}"
}

if [[ \${funcstack[1]} == _ptx ]]; then _libvirt_ptx "$@"; else compdef _libvirt_ptx ptx libvirt-ptx; fi
`;
