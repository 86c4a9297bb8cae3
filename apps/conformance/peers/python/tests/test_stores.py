"""S3, HTTP and fsspec, against real servers."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from fsspec.implementations.local import LocalFileSystem

from natsbridge import FileServer, FsspecFileServer, HttpFileServer, NatsBridgeError, S3FileServer, smartreceive, smartsend
from natsbridge.stores import s3 as s3_module

from .rclone import BUCKET, LOGIN, Rclone

CONTENT = bytes(range(256)) * 4_000


@pytest.fixture(scope="module", params=["s3", "webdav"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Rclone]]:
    server = Rclone(request.param, tmp_path_factory.mktemp(request.param) / "data")
    yield request.param, server
    server.stop()


def store_at(kind: str, server: Rclone) -> Any:
    if kind == "s3":
        return S3FileServer(server.url, BUCKET, **LOGIN)
    return HttpFileServer(server.url, headers={"Authorization": "Basic " + base64.b64encode(b"me:secret").decode()})


async def pieces() -> Any:
    for at in range(0, len(CONTENT), 100_000):
        yield CONTENT[at : at + 100_000]


@pytest.mark.parametrize("source", ["bytes", "path", "async"])
@pytest.mark.parametrize("dataname", ["film.mp4", "../ä b/%2e%2e?&#.x", "\x1b", ""])
async def test_a_payload_goes_through_a_store(source: str, dataname: str, server: tuple[str, Rclone], tmp_path: Path) -> None:
    kind, rclone = server
    store = store_at(kind, rclone)
    assert isinstance(store, FileServer)
    path = tmp_path / "x"
    path.write_bytes(CONTENT)
    value: Any = {"bytes": CONTENT, "path": path, "async": pieces()}[source]
    result = await smartsend("chat", [(dataname, value, "binary")], is_publish=False, size_threshold=1000, fileserver=store)
    url = result.env["payloads"][0]["data"]
    assert store.owns(url) and CONTENT in rclone.files() and "testsecretkey" not in url and "secret" not in url
    env = await smartreceive(result.env_json_str, fileservers=[store_at(kind, rclone)])
    assert env["payloads"] == [(dataname, CONTENT, "binary")]
    # With another store's credentials, and without any.
    with pytest.raises(NatsBridgeError) as caught:
        await smartreceive(result.env_json_str)
    assert caught.value.code == "link_forbidden"
    await store.remove(url)
    with pytest.raises(NatsBridgeError) as caught:
        await smartreceive(result.env_json_str, fileservers=[store])
    assert caught.value.code == "link_gone"


async def test_a_link_of_s3_is_read_by_everybody_until_it_expires_and_by_its_store_also_later(server: tuple[str, Rclone], monkeypatch: pytest.MonkeyPatch) -> None:
    kind, rclone = server
    if kind != "s3":
        # The WebDAV server asks for a login: whoever has no store is refused.
        result = await smartsend("chat", [("x", CONTENT, "binary")], is_publish=False, size_threshold=1000, fileserver=store_at(kind, rclone))
        with pytest.raises(NatsBridgeError) as caught:
            await smartreceive(result.env_json_str, allowed_link_origins=[rclone.url])
        assert caught.value.code == "link_refused"
        return
    result = await smartsend("chat", [("x", CONTENT, "binary")], is_publish=False, size_threshold=1000, fileserver=store_at(kind, rclone))
    assert (await smartreceive(result.env_json_str, allowed_link_origins=[rclone.url]))["payloads"][0][1] == CONTENT
    broken = result.env_json_str.replace("X-Amz-Signature=", "X-Amz-Signature=0")
    with pytest.raises(NatsBridgeError) as caught:
        await smartreceive(broken, allowed_link_origins=[rclone.url])
    assert caught.value.code == "link_refused"
    assert (await smartreceive(broken, fileservers=[store_at(kind, rclone)]))["payloads"][0][1] == CONTENT
    assert s3_module.S3FileServer(rclone.url, BUCKET, **LOGIN).name == "s3" and "testsecretkey" not in repr(vars(store_at(kind, rclone)))


async def test_a_failed_send_leaves_nothing(server: tuple[str, Rclone]) -> None:
    kind, rclone = server
    before = len(rclone.files())
    with pytest.raises(NatsBridgeError):
        await smartsend("chat", [("x", CONTENT, "binary")], broker_url="nats://127.0.0.1:1", size_threshold=1000, fileserver=store_at(kind, rclone))
    wrong = S3FileServer(rclone.url, BUCKET, access_key_id="TESTACCESSKEY", secret_access_key="other") if kind == "s3" else HttpFileServer(rclone.url)
    with pytest.raises(NatsBridgeError, match="40[13]") as caught:
        await smartsend("chat", [("x", CONTENT, "binary")], is_publish=False, size_threshold=1000, fileserver=wrong)
    assert caught.value.code == "upload_failed" and not caught.value.is_retryable and len(rclone.files()) == before


@pytest.mark.parametrize(
    "path",
    ["/payloads/natsbridge/a", "/payloads/natsbridge/../x/y", "/payloads/natsbridge/%2e%2e/x", "/payloads/natsbridge/a%2fb/x", "/payloads/other/a/b", "/other/natsbridge/a/b", "/payloads/natsbridge/a/b/c", "/x"],
)
async def test_no_store_removes_or_reads_what_is_not_its_own(path: str, server: tuple[str, Rclone]) -> None:
    kind, rclone = server
    store = store_at(kind, rclone)
    assert not store.owns(rclone.url + path)
    with pytest.raises(NatsBridgeError) as caught:
        await store.remove(rclone.url + path)
    assert caught.value.code == "link_forbidden"
    own = S3FileServer("http://h", BUCKET, **LOGIN)
    assert own.owns("http://h/payloads/natsbridge/a/b?x") and not own.owns("https://h/payloads/natsbridge/a/b") and not own.owns("http://u@h/payloads/natsbridge/a/b")


class SigningFiles(LocalFileSystem):
    """A local folder, whose files a web server gives out under signed URLs."""

    base_url = ""

    def sign(self, path: str, expiration: int = 100, **_: Any) -> str:
        return f"{self.base_url}{path.rsplit('/', 2)[-2]}/{path.rsplit('/', 1)[-1]}?until={expiration}"


async def test_every_file_system_of_fsspec_that_signs(tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_static("/files/", tmp_path)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    filesystem = SigningFiles()
    filesystem.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/files/"
    store = FsspecFileServer(filesystem, str(tmp_path), base_url=filesystem.base_url)
    assert isinstance(store, FileServer)
    result = await smartsend("chat", [("x.bin", pieces(), "binary")], is_publish=False, size_threshold=1000, fileserver=store)
    url = result.env["payloads"][0]["data"]
    other = FsspecFileServer(filesystem, str(tmp_path), base_url=filesystem.base_url)
    assert (await smartreceive(result.env_json_str, fileservers=[other]))["payloads"] == [("x.bin", CONTENT, "binary")]
    with pytest.raises(NatsBridgeError) as caught:
        await other.remove(url.replace("/files/", "/files/../"))
    assert caught.value.code == "link_forbidden"
    await other.remove(url)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [] and urlsplit(url).query == "until=604800"
    with pytest.raises(NatsBridgeError, match="signs no URLs") as caught:
        await smartsend("chat", [("x", CONTENT, "binary")], is_publish=False, size_threshold=1000, fileserver=FsspecFileServer(LocalFileSystem(), str(tmp_path)))
    assert caught.value.code == "unsupported" and [path for path in tmp_path.rglob("*") if path.is_file()] == []
    await runner.cleanup()
