"""The processes that the suite starts. None of them outlives it, however it ends."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[3]
TARGET = ROOT / "target" / "conformance"

PATIENCE = 60.0
"""Seconds that a condition is waited for where nothing else is said."""


def until(condition, within=PATIENCE, what="the condition"):
    """Waits until `condition()` is true, and returns it; fails when that takes too long."""
    deadline = time.monotonic() + within
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < deadline, f"{what} did not hold within {within} s"
        time.sleep(0.02)


class Process:
    """A child process that is killed with its parent. What it prints goes to a file."""

    def __init__(self, command, log, **options):
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *map(str, command)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )

    def printed(self, pattern):
        """Waits for a line that matches, and returns the match."""

        def found():
            match = re.search(pattern, self.log.read_text(), re.MULTILINE)
            assert match or self._process.poll() is None, f"it ended:\n{self.log.read_text()}"
            return match

        try:
            return until(found, what=f"printing {pattern}")
        except AssertionError:
            self.stop()
            raise

    def stop(self):
        """Asks it to end, and makes it end when it does not."""
        self._process.stdin.close()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


class Servers(Process):
    """A Redis and a PostgreSQL, started in Java from the dependencies of the Maven tests."""

    def __init__(self):
        class_path = (TARGET / "class-path").read_text().strip()
        super().__init__(
            [
                java(),
                f"-Djava.io.tmpdir={TARGET / 'tmp'}",
                "-cp",
                f"{ROOT}/target/test-classes:{ROOT}/target/classes:{class_path}",
                "dev.penstock.conformance.Servers",
                TARGET / "servers",
            ],
            TARGET / "servers.log",
        )
        ports = json.loads(self.printed(r"^{.*}$")[0])
        self.redis = ports["redis"]
        self.postgres = ports["postgres"]

    def stop(self):
        self._process.stdin.close()
        self._process.wait(PATIENCE)


class Penstock(Process):
    """`./penstock` on a repository of Feast, as the README tells newcomers to start it."""

    def __init__(self, repository, name):
        command = [ROOT / "penstock", "--feast", repository]
        command += ["--data", TARGET / "data" / name, "--port", "0"]
        super().__init__(command, TARGET / f"penstock-{name}.log")
        self.url = self.printed(r"Serving (http://127\.0\.0\.1:\d+)")[1]


class FeastServe(Process):
    """The Python feature server on the same repository."""

    def __init__(self, repository, name, port):
        feast = TARGET / "venv" / "bin" / "feast"
        command = [feast, "-c", repository, "serve", "--port", port]
        super().__init__(command, TARGET / f"feast-{name}.log")
        self.url = f"http://127.0.0.1:{port}"

    def is_healthy(self):
        assert self._process.poll() is None, f"it ended:\n{self.log.read_text()}"
        try:
            return requests.get(f"{self.url}/health", timeout=5).ok
        except requests.ConnectionError:
            return False


def java():
    """The java command of a JDK 25 or newer, wherever it is installed."""
    homes = [os.environ.get("PENSTOCK_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    on_path = shutil.which("java")
    homes += [Path(on_path).resolve().parents[1]] if on_path else []
    homes += Path("/usr/lib/jvm").glob("*")
    for home in filter(None, homes):
        release = Path(home) / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.exists() else None
        if version and int(version[1]) >= 25:
            return Path(home) / "bin" / "java"
    raise RuntimeError("no JDK 25 was found; install one, or set PENSTOCK_JAVA_HOME")
