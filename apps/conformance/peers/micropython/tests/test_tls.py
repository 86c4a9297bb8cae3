"""TLS to a real broker, in every form."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from .broker import Broker
from .conftest import Start

ALT = "subjectAltName=DNS:localhost,IP:127.0.0.1"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cert.pem, key.pem, cert.der: a certificate that vouches for itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-subj", "/CN=localhost", "-addext", ALT]
    subprocess.run(["openssl", "req", "-x509", "-days", "30", *key, "-out", folder / "cert.pem"], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-in", folder / "cert.pem", "-outform", "DER", "-out", folder / "cert.der"], check=True)
    return folder


@pytest.fixture(scope="module")
def secure(files: Path) -> Iterator[Broker]:
    server = Broker(files / "secure", f'tls {{ cert_file: "{files}/cert.pem", key_file: "{files}/key.pem" }}')
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mutual(files: Path) -> Iterator[Broker]:
    tls = f'tls {{ cert_file: "{files}/cert.pem", key_file: "{files}/key.pem", ca_file: "{files}/cert.pem", verify: true }}'
    server = Broker(files / "mutual", tls)
    yield server
    server.stop()


def url(server: Broker, scheme: str = "tls") -> str:
    return f"{scheme}://localhost:{server.port}"


@pytest.mark.parametrize("form", ["function", "blocking", "asyncio"])
@pytest.mark.parametrize(("scheme", "ca"), [("tls", "cert.pem"), ("nats", "cert.der")])
def test_every_form(form: str, scheme: str, ca: str, secure: Broker, files: Path, start: Start) -> None:
    device = start("tls.py", FORM=form, NATS_URL=url(secure, scheme), CA=str(files / ca))
    assert device.said() == {"got": "none", "size": 20000 if form != "function" else 1}
    assert device.finish() == 0


@pytest.mark.parametrize("form", ["function", "blocking", "asyncio"])
def test_a_broker_that_nobody_vouches_for(form: str, secure: Broker, start: Start) -> None:
    said = start("tls.py", FORM=form, NATS_URL=url(secure)).said()
    assert said["got"] == "connection_failed"
    assert "CA_CHAIN" in said["message"] or "X509" in said["message"]


def test_another_name(secure: Broker, files: Path, start: Start) -> None:
    said = start("tls.py", FORM="function", NATS_URL=f"tls://127.0.0.2:{secure.port}", CA=str(files / "cert.pem")).said()
    assert said["got"] == "connection_failed"


def test_any_broker_where_that_is_wanted(secure: Broker, start: Start) -> None:
    assert start("tls.py", FORM="blocking", NATS_URL=url(secure), ANY="1").said()["got"] == "none"


def test_a_broker_without_tls_is_not_spoken_to(broker: Broker, start: Start) -> None:
    for scheme, insist in (("tls", ""), ("nats", "1")):
        said = start("tls.py", FORM="function", NATS_URL=url(broker, scheme), INSIST=insist).said()
        assert (said["got"], "offers no TLS" in said["message"]) == ("unsupported", True)


def test_a_certificate_of_the_device(mutual: Broker, files: Path, start: Start) -> None:
    ca = str(files / "cert.pem")
    said = start("tls.py", FORM="function", NATS_URL=url(mutual), CA=ca).said()
    assert said["got"] == "connection_failed"
    said = start("tls.py", FORM="function", NATS_URL=url(mutual), CA=ca, CERT=ca, KEY=str(files / "key.pem")).said()
    assert said["got"] == "none"


def test_what_is_no_certificate(secure: Broker, files: Path, start: Start) -> None:
    for name in ("key.pem", "none.pem"):
        said = start("tls.py", FORM="function", NATS_URL=url(secure), CA=str(files / name)).said()
        assert said["got"] == "invalid_config", said
