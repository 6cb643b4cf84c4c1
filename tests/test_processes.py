"""The command line as a process: pipes, signals, locales, terminals."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searcher

from . import news
from .articles import add, article

PROGRAM = [sys.executable, "-m", "searcher.cli"]
INTERRUPTIBLE = [  # also where the tests themselves run in the background, and so ignore Ctrl-C
    sys.executable,
    "-c",
    "import signal as s, searcher.cli as cli\ns.signal(s.SIGINT, s.default_int_handler)\ncli.main()",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.make(tmp_path_factory.mktemp("news") / "news.archive")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return news.make_three(tmp_path / "fresh")


def environment(archive: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PYTHONIOENCODING")}
    return kept | {"DATELINE_ARCHIVE": str(archive), "TERM": "xterm"} | more


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    words = "water " * 500
    add(tmp_path / "a", [article(f"a{n}", body=words) for n in range(60)], extractor="none")
    args = ["search", "water", "--limit", "0", "--related", "0", "--jsonl"]
    process = subprocess.Popen(
        [*PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path / "a")
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert b"Traceback" not in errors
    assert b"roken" not in errors


def test_a_reader_that_has_seen_enough_does_not_stop_the_work(tmp_path: Path) -> None:
    texts = ({"id": f"a{n}" + "x" * 100, "title": "Dam", "body": "Water."} for n in range(300))
    (tmp_path / "export.jsonl").write_text("\n".join(map(json.dumps, texts)))
    args = ["index", str(tmp_path / "export.jsonl"), "--extractor", "none", "--ids"]
    process = subprocess.Popen(
        [*PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(tmp_path / "a")
    )
    assert process.stdout
    process.stdout.close()
    assert process.wait() == 0
    with searcher.open(tmp_path / "a") as archive:
        assert archive.search("dam", limit=1).total == 300


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_written_is_an_error(archive: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "search", "river"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(archive),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"dateline: No space left on device")
    assert b"Exception" not in done.stderr


def test_output_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    add(tmp_path / "a", [article("a", "Überflutung", "Straße")], extractor="none")
    surroundings = environment(tmp_path / "a", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    done = subprocess.run([*PROGRAM, "search", "id:a"], capture_output=True, env=surroundings, check=False)
    assert "1. Überflutung\n" in done.stdout.decode()
    assert done.returncode == 0


def test_an_interrupted_run_says_what_is_kept(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*INTERRUPTIBLE, "index", "-", "--archive", str(tmp_path / "a")],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path / "a"),
    )
    deadline = time.monotonic() + 10
    while not (tmp_path / "a" / "archive.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors.decode() == (
        "dateline: interrupted; what was committed is kept; run the same command to go on\n"
    )


def on_terminal(args: list[str], surroundings: dict[str, str]) -> str:
    """What a command prints on a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([*PROGRAM, *args], stdout=follower, stderr=follower, env=surroundings)
    os.close(follower)
    read = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # the terminal's other side was closed
            break
        if not chunk:
            break
        read += chunk
    os.close(leader)
    process.wait()
    return read.decode()


def test_matches_are_bold_on_a_terminal_only_and_never_without_colour(archive: Path) -> None:
    args = ["search", "mills", "flooded"]
    shown = on_terminal(args, environment(archive))
    assert "\x1b[1m1. Dam breaks near Ghent\x1b[0m" in shown
    assert "Two \x1b[1;4mmills\x1b[0m were" in shown
    assert "**" not in shown
    assert "\x1b" not in on_terminal(args, environment(archive, NO_COLOR="1"))


def test_progress_is_shown_on_a_terminal_and_wiped(fresh: Path) -> None:
    shown = on_terminal(["rebuild"], environment(fresh))
    assert "\rrebuilding 3 of 3" in shown
    assert "\r\x1b[K3 articles in the fresh index" in shown
