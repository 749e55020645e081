"""Starts a real WordPress: MariaDB, PHP's own server, and the Debian package's code."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.platforms.wordpress import SiteCredentials

_CODE = Path("/usr/share/wordpress")
_OURS = Path(__file__).parent / "wordpress"
_PROGRAMS = ("mariadbd", "mariadb-install-db", "php")
_PATIENCE = 60.0  # seconds a program may take to listen
_WORKERS = 4


@dataclass(frozen=True)
class RealWordPress:
    """A running site, as its visitors and its moderators meet it."""

    url: str
    post: int
    editor: SiteCredentials
    subscriber: SiteCredentials
    visitor: httpx.Client

    def comment(
        self, author: str, text: str, *, address: str = "203.0.113.9", agent: str = "Mozilla/5.0 (visitor)"
    ) -> str:
        """Send the site's comment form as a visitor; return the comment's id."""
        form = {
            "comment_post_ID": str(self.post),
            "author": author,
            "email": f"{author.lower().replace(' ', '.')}@mail.example",
            "comment": text,
        }
        headers = {"X-Visitor-Address": address, "User-Agent": agent}
        answer = self.visitor.post("/wp-comments-post.php", data=form, headers=headers)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"].rpartition("#comment-")[2]

    def comment_many(self, author: str, texts: Sequence[str]) -> list[str]:
        """Send the form for every text, as many at a time as the server works on."""
        with ThreadPoolExecutor(_WORKERS) as crowd:
            return list(crowd.map(lambda text: self.comment(author, text), texts))

    def page(self) -> str:
        """Read the post's page as a visitor."""
        return self.visitor.get("/", params={"p": str(self.post)}).raise_for_status().text


@pytest.fixture(scope="session")
def real_wordpress() -> Iterator[RealWordPress]:
    """Give one site for the whole run; skip where the programs are not installed."""
    missing = [program for program in _PROGRAMS if _path(program) is None]
    if missing or not (_CODE / "wp-load.php").exists():
        pytest.skip(
            "A real WordPress needs the Debian packages wordpress, mariadb-server, php-cli and php-mysql."
        )
    with start_wordpress() as site:
        yield site


@contextmanager
def start_wordpress() -> Iterator[RealWordPress]:
    """Start a fresh site on loopback; all of it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wordpress-")))
        database = stack.enter_context(_database())
        port = _free_port()
        environment = {
            **os.environ,
            "REAL_WORDPRESS_URL": f"http://127.0.0.1:{port}",
            "REAL_WORDPRESS_SOCKET": str(database),
            "REAL_WORDPRESS_DB_USER": "root",
            "PHP_CLI_SERVER_WORKERS": str(_WORKERS),
        }
        _lay_out(folder)
        install = [_program("php"), str(_OURS / "install.php"), str(folder)]
        told = json.loads(subprocess.run(install, env=environment, check=True, capture_output=True).stdout)
        serve = [_program("php"), "-d", "opcache.enable=1", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
        process = stack.enter_context(_running(serve, environment))
        _wait_for(process, lambda: socket.create_connection(("127.0.0.1", port)).close())
        visitor = stack.enter_context(httpx.Client(base_url=told["site"], timeout=_PATIENCE))
        yield RealWordPress(
            url=told["site"],
            post=told["post"],
            editor=SiteCredentials(**told["editor"]),
            subscriber=SiteCredentials(**told["subscriber"]),
            visitor=visitor,
        )


def _lay_out(folder: Path) -> None:
    """Lay the package's code and our few files out as one site."""
    for file in _CODE.glob("*.php"):
        shutil.copy(file, folder)
    for part in ("wp-includes", "wp-admin"):
        (folder / part).symlink_to(_CODE / part)
    shutil.copy(_OURS / "wp-config.php", folder)
    shutil.copytree(_OURS / "theme", folder / "wp-content" / "themes" / "plain")
    must_use = folder / "wp-content" / "mu-plugins"
    must_use.mkdir()
    shutil.copy(_OURS / "must-use.php", must_use)


@contextmanager
def _database() -> Iterator[Path]:
    """Run a MariaDB of our own that listens on a socket only; give the socket."""
    as_user = ["--user=mysql"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="mariadb-") as name:
        folder = Path(name)
        if as_user:
            shutil.chown(folder, "mysql", "mysql")
        data, sock = folder / "data", folder / "mariadb.sock"
        make = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", *as_user]
        make += ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
        subprocess.run(make, check=True, capture_output=True)
        serve = [_program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--socket={sock}", *as_user]
        serve += ["--skip-networking", "--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder}/pid"]
        with _running(serve, dict(os.environ)) as process:

            def connect() -> None:
                with socket.socket(socket.AF_UNIX) as attempt:
                    attempt.connect(str(sock))

            _wait_for(process, connect)
            yield sock


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a group of its own, so that its workers end with it."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], connect: Callable[[], None]) -> None:
    """Wait until the program listens; it has no other way to say so."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return connect()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _path(program: str) -> str | None:
    """Find a program; a server's own folder is often not on a user's path."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")


def _program(program: str) -> str:
    found = _path(program)
    assert found is not None
    return found
