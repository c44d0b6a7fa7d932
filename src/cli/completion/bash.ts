/** Completion for bash 4.4 and later, which needs no package `bash-completion`. */
export const BASH_COMPLETION = `# bash completion for ptx of libvirt-ptx
# shellcheck shell=bash

_libvirt_ptx() {
  local rest=\${COMP_LINE:0:COMP_POINT} words=() index word blank
  # bash also breaks words at "=" and ":"; what stands together in the line is one word.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    blank=\${rest%%[![:space:]]*}
    rest=\${rest#"$blank"}
    rest=\${rest#"$word"}
    if [[ $index -gt 0 && -z $blank ]]; then words[-1]+=$word; else words+=("$word"); fi
  done

  # readline replaces only what stands behind the last break.
  local typed=\${words[-1]} kept=\${words[-1]}
  [[ $word =~ ^[=:]+$ ]] || kept=\${typed%"$word"}

  local line text domains isOpen=yes
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      ':files '*)
        compopt -o filenames 2>/dev/null
        text=\${line#':files '}
        while IFS= read -r line; do COMPREPLY+=("$line"); isOpen=; done < <(compgen -P "\${text#"$kept"}" -f -- "\${typed#"$text"}")
        ;;
      ':folders '*)
        compopt -o filenames 2>/dev/null
        text=\${line#':folders '}
        while IFS= read -r line; do COMPREPLY+=("$line"); isOpen=; done < <(compgen -P "\${text#"$kept"}" -d -- "\${typed#"$text"}")
        ;;
      ':domains '*)
        text=\${line#':domains '}
        domains=$(virsh \${text:+"--connect=$text"} list --all --name </dev/null 2>/dev/null)
        while IFS= read -r line; do
          # A name may have blanks; what was typed of it is quoted as well.
          printf -v text '%q' "$line"
          [[ -n $line && $text == "$typed"* ]] && COMPREPLY+=("\${text#"$kept"}") && isOpen=
        done <<<"$domains"
        ;;
      *)
        text=\${line%%$'\\t'*}
        [[ $text == *[=,] ]] || isOpen=
        COMPREPLY+=("\${text#"$kept"}")
        ;;
    esac
  done < <("\${words[0]}" completion words -- "\${words[@]:1}" 2>/dev/null)
  # An option waits for its value right behind it.
  [[ -n $isOpen ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -F _libvirt_ptx ptx libvirt-ptx
`;
