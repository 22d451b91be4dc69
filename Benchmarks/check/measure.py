"""Times `penstock check` and the start of `penstock serve`.

Usage: measure.py PENSTOCK DIRECTORY PIPELINES, started by run.
"""

import pathlib
import shutil
import subprocess
import sys
import time

ROUNDS = 3
PIPELINE = """name: pipeline-{n}
on: course.completed
stages:
  - filter: match
    with: {{ pointer: /data/score, greater_or_equal: {score} }}
{jq}
  - transform: template
    with:
      content_type: application/json
      body: '{{"person": "{{{{event.data.username}}}}", "course": "{{{{event.data.catalog_id}}}}", "n": {n}}}'
  - sign: standard-webhooks
    with: {{ secrets: ["${{env:SECRET}}"] }}
  - transport: http
    with:
      url: "https://hr.example.com/hooks/{n}"
      headers: {{ X-Course: "{{{{event.data.catalog_id}}}}" }}
"""
FILTER = """  - filter: jq
    with: {{ expression: '{wrong}.data.score >= {n} and (.data.catalog_id | startswith("WS-{n}") | not)' }}"""
TRANSFORM = """  - transform: jq
    with:
      expression: |
        {wrong}{{person: .data.username, course: .data.catalog_id, number: {n}}}
        | .person |= ascii_downcase"""


def write(directory, count, wrong):
    """Writes pipelines with a different expression each; `wrong` of them, evenly spread, are no jq."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    shutil.copytree("pipelines/events", directory / "events")
    (directory / ".env").write_text("SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
    (directory / ".env").chmod(0o600)
    bad = {count * (2 * k + 1) // (2 * wrong) for k in range(wrong)}
    for n in range(count):
        form = FILTER if n % 2 else TRANSFORM
        jq = form.format(n=n, wrong="( " if n in bad else "")
        (directory / f"{n:05}.yaml").write_text(PIPELINE.format(n=n, score=n % 100, jq=jq))


def times(measured):
    return f"{min(measured):.2f} s (of {', '.join(f'{t:.2f}' for t in measured)})"


def check(penstock, directory, wrong):
    """Times the command, and sees to it that it finds each wrong expression and nothing else."""
    measured = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        ran = subprocess.run([penstock, "check", directory], capture_output=True, text=True)
        measured.append(time.monotonic() - began)
        errors = sum(": error: " in line for line in ran.stdout.splitlines())
        assert (ran.returncode, errors) == (78 if wrong else 0, wrong), (ran.returncode, ran.stdout[-2000:], ran.stderr)
    return times(measured)


def start(penstock, directory, scratch):
    """Times a server from its start until it says where it listens, which is when it takes events."""
    measured = []
    for n in range(ROUNDS):
        data = scratch / f"data-{n}"
        began = time.monotonic()
        server = subprocess.Popen(
            [penstock, "serve", directory, "--data", data, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            while line := server.stdout.readline():
                if "http://127.0.0.1:" in line:
                    break
            measured.append(time.monotonic() - began)
            assert line, "the server did not start"
        finally:
            server.terminate()
            server.wait(30)
    return times(measured)


def main():
    penstock, scratch, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    directory = scratch / "pipelines"
    for wrong in (0, 1, 10):
        write(directory, count, wrong)
        print(f"check, {count:,} pipelines, {wrong} wrong expressions: {check(penstock, directory, wrong)}", flush=True)
    write(directory, 50, 0)
    print(f"serve, 50 pipelines, until it listens: {start(penstock, directory, scratch)}", flush=True)


main()
