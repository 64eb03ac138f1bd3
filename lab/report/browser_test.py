#!/usr/bin/env python3
"""Opens a report of the lab in headless Chromium: no console message, no network, tables that sort.

usage: browser_test.py NEUROCRYPT     exit code 77: there is no Chromium here
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

# Run after the page's own script: sorts by a column of numbers, opens a detail, and leaves what it saw in the title.
PROBE = """
<script>
const errors = [];
addEventListener("error", (event) => errors.push(event.message));
const heading = [...document.querySelectorAll("th[data-sort]")].find((th) => th.textContent === "samples");
heading.click();
const column = [...heading.parentElement.cells].indexOf(heading);
const values = [...heading.closest("table").tBodies[0].rows].map((row) => Number(row.cells[column].dataset.value));
location.hash = document.querySelector("details").id;
setTimeout(() => {
  document.title = JSON.stringify({
    errors, rows: values.length, sorted: values.every((v, i) => i === 0 || values[i - 1] <= v),
    opened: document.querySelector("details").open, plots: document.querySelectorAll("svg").length,
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    external: performance.getEntriesByType("resource").filter((r) => !r.name.startsWith("data:")).length});
}, 100);
</script>
"""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True)


def browse(chromium, page, width, profile):
    done = run(chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
               f"--window-size={width},900", "--enable-logging=stderr", "--virtual-time-budget=2000",
               "--dump-dom", page.as_uri())
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    title = done.stdout.split("<title>")[1].split("</title>")[0]
    return json.loads(title), console


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("skipped: chromium is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="neurocrypt-report-") as name:
        folder = pathlib.Path(name)
        results, page = folder / "results.jsonl", folder / "report.html"
        run(program, "lab", "run", "-t", "toy-codec", "-t", "aes-256-ctr", "-a",
            "known_plaintext,chosen_plaintext,misuse", "--quick", "-q", "-o", results)
        with results.open("a") as file:  # what a hostile target could be called
            line = json.loads(results.read_text().splitlines()[0])
            line["target"] = "<script>console.error('injected')</script>"
            print(json.dumps(line), file=file)
        run(program, "lab", "report", results, "-o", page)
        page.write_text(page.read_text().replace("</body>", PROBE + "</body>"))
        for width in (1280, 500):
            seen, console = browse(chromium, page, width, folder / f"profile-{width}")
            print(width, seen, *console, sep="\n  ")
            good = (not console and not seen["errors"] and seen["rows"] > 5 and seen["sorted"]
                    and seen["opened"] and seen["plots"] >= 2 and not seen["wide"] and not seen["external"])
            if not good:
                sys.exit(1)


main()
