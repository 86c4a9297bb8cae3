"""Stores for links: Plik (the default), S3, HTTP (WebDAV), and every file system of fsspec that signs URLs."""

from .fsspec import FsspecFileServer
from .http import HttpFileServer
from .plik import PlikFileServer
from .s3 import S3FileServer

__all__ = ["FsspecFileServer", "HttpFileServer", "PlikFileServer", "S3FileServer"]
