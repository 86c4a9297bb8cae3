"""Signed URLs of S3 (AWS Signature Version 4, in the query)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Optional
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class S3Login:
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: Optional[str] = field(default=None, repr=False)
    region: str = "us-east-1"


def sign_s3(method: str, url: str, login: S3Login, seconds: int) -> str:
    """A URL that may be used for ``seconds``. ``url`` is percent-encoded and has no query."""
    parts = urlsplit(url)
    now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{login.region}/s3/aws4_request"
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{login.access_key_id}/{scope}", "X-Amz-Date": now, "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host", **({"X-Amz-Security-Token": login.session_token} if login.session_token else {}),
    }  # fmt: skip
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))
    request = "\n".join([method, parts.path, text, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{login.secret_access_key}".encode()
    for word in (*scope.split("/"), to_sign):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return f"{url}?{text}&X-Amz-Signature={key.hex()}"
