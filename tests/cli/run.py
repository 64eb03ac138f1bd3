#!/usr/bin/env python3
"""Replays a transcript: what a user types, and what the program must answer.

usage: run.py PROGRAM TRANSCRIPT

A line that starts with "$ " is typed into sh, in an empty folder of its own that lives as long as the
transcript. The lines below it, up to an empty line or the next "$ ", are all that it prints (standard
output and error together); "..." stands for any text within a line, or alone for any lines. "[4]" at
the end is its exit code, 0 if left out. "# " starts a comment. Trailing spaces do not matter. The
repository's examples are in $EXAMPLES.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def parse(text):
    """Yields (line number, command, expected lines, expected exit code)."""
    command, number, expected = None, 0, []

    def finished():
        code = 0
        if expected and re.fullmatch(r"\[\d+\]", expected[-1]):
            code = int(expected.pop()[1:-1])
        return number, command, list(expected), code

    for index, line in enumerate(text.splitlines() + [""], start=1):
        line = line.rstrip()
        if line.startswith("$ ") or not line or line.startswith("# "):
            if command is not None:
                yield finished()
            command, number, expected = None, index, []
            if line.startswith("$ "):
                command = line[2:]
        elif command is None:
            sys.exit(f"line {index}: text that answers no command: {line}")
        else:
            expected.append(line)


def matches(expected, actual):
    """Compares lines, with ... as any text or, alone, any lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    pattern = ".*".join(re.escape(part) for part in expected[0].split("..."))
    return bool(actual) and bool(re.fullmatch(pattern, actual[0])) and matches(expected[1:], actual[1:])


def main():
    program, transcript = (pathlib.Path(name).resolve() for name in sys.argv[1:])
    tools = pathlib.Path(__file__).resolve().parent / "bin"
    examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
    environment = dict(os.environ, LC_ALL="C", EXAMPLES=str(examples),
                       PATH=f"{program.parent}:{tools}:{os.environ['PATH']}")
    failures = 0
    commands = list(parse(transcript.read_text()))
    if not commands:
        sys.exit("no commands")
    with tempfile.TemporaryDirectory(prefix="neurocrypt-cli-") as folder:
        for number, command, expected, code in commands:
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, errors="replace",
                                  start_new_session=True)  # no terminal: nothing can ask
            actual = [line.rstrip() for line in done.stdout.splitlines()]
            if done.returncode == code and matches(expected, actual):
                continue
            failures += 1
            print(f"{transcript.name}:{number}: $ {command}")
            print("  expected", f"[{code}]", *expected, sep="\n    ")
            print("  printed", f"[{done.returncode}]", *actual, sep="\n    ")
    sys.exit(1 if failures else 0)


main()
