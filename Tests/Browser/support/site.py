"""A directory with pipelines and the real command that serves it."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

from support.waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[3]

# What was built with the tests; the Swift test that runs these says where it is.
COMMAND = os.environ.get("PENSTOCK_COMMAND", str(ROOT / ".build/debug/penstock"))

# Nothing of the settings of who runs the tests.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PENSTOCK_")}


class Site:
    """A temporary directory; `close` removes it."""

    def __init__(self, files: dict[str, str], shipped: tuple[str, ...] = ("events",)):
        """Makes a site.

        files: texts by their paths in the directory.
        shipped: what is taken over of the `pipelines` that ship with Penstock.
        """
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="penstock-browser-"))
        self.directory.chmod(0o755)
        for name in shipped:
            shutil.copytree(ROOT / "pipelines" / name, self.directory / "pipelines" / name)
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str):
        path = self.directory / name
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, wanted: int = 0) -> str:
        """Runs the command to its end.

        Returns what it printed; another exit code than the wanted one fails the test with what was said.
        """
        environment = ENVIRONMENT | {"XDG_CACHE_HOME": str(self.directory / "cache")}
        done = subprocess.run(
            [COMMAND, *arguments], cwd=self.directory, env=environment, text=True, timeout=60, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
        assert done.returncode == wanted, f"penstock {' '.join(arguments)}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def token(self, name: str, scope: str) -> str:
        """Makes a token in the data directory, as one does before the first start."""
        made = json.loads(
            self.run("token", "new", "--name", name, "--scope", scope, "--data", "data", "--json")
        )
        return made["token"]

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


class Server:
    """A `penstock serve` of a site on a free port."""

    def __init__(self, site: Site, arguments: tuple[str, ...] = ()):
        self.log_path = site.directory / "serve.log"
        self.log_file = self.log_path.open("ab")
        # It ends with this process, however that ends.
        command = ["setpriv", "--pdeathsig", "KILL", COMMAND, "serve", "pipelines", "--data", "data"]
        self.process = subprocess.Popen(
            [*command, "--listen", "127.0.0.1:0", *arguments], cwd=site.directory, env=ENVIRONMENT, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log_file,
        )  # fmt: skip
        announcement = self.process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)", announcement)
        if not address:
            self.close()
            raise AssertionError(f"penstock serve did not start: {announcement}{self.log()}")
        self.port = int(address[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def close(self):
        """Ends it as an operator does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            if not until(lambda: self.process.poll() is not None, seconds=30):
                self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log_file.close()
