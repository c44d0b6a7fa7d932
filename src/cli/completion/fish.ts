/** Completion for fish 3, to be put into `~/.config/fish/completions/ptx.fish`. */
export const FISH_COMPLETION = `# fish completion for ptx of libvirt-ptx

function __libvirt_ptx
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    for line in ($words[1] completion words -- $words[2..] "$typed" 2>/dev/null)
        set -l prefix (string replace -r '^:[a-z]+ ' '' -- $line)
        switch $line
            case ':files *'
                for path in (__fish_complete_path (string replace -- "$prefix" '' "$typed"))
                    echo "$prefix$path"
                end
            case ':folders *'
                for path in (__fish_complete_directories (string replace -- "$prefix" '' "$typed"))
                    echo "$prefix$path"
                end
            case ':domains *'
                set -l connect
                test -n "$prefix"; and set connect --connect=$prefix
                virsh $connect list --all --name </dev/null 2>/dev/null | string match -v ''
            case '*'
                echo $line
        end
    end
end

complete -c ptx -f -a '(__libvirt_ptx)'
complete -c libvirt-ptx -f -a '(__libvirt_ptx)'
`;
