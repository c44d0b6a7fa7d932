# Runs commands in turns and prints their CPU time, wall time and peak resident set as JSON.
# Usage: run.py ROUNDS <COMMANDS: a JSON list of {"name", "argv", "input"}; a command that fails with 2 or more is left out
import json, os, sys, time

rounds, commands = int(sys.argv[1]), json.load(sys.stdin)
null = os.open(os.devnull, os.O_RDWR)
results = {command["name"]: [] for command in commands}
for _ in range(rounds):
    for command in commands:
        source = os.open(command.get("input") or os.devnull, os.O_RDONLY)
        actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
        start = time.perf_counter()
        pid = os.posix_spawnp(command["argv"][0], command["argv"], os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
        os.close(source)
        results[command["name"]].append({
            "status": os.waitstatus_to_exitcode(status),
            "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
            "wall": wall * 1000,
            "peakMiB": usage.ru_maxrss / 1024,
        })
json.dump(results, sys.stdout)
