# What the blocking and the asyncio bridge share. Options are those of the cross-language API.

from .broker_url import strip_credentials
from .config import OPTIONS, Config
from .errors import NatsBridgeError
from .identity import new_uuid, timestamp
from .log import log
from .outgoing import Outgoing
from .plain_text import cut
from .receive import receive
from .settings import Settings, number
from .subject import check_subject

_DEFAULTS = (
    ("msg_purpose", "chat"),
    ("sender_name", "NATSBridge"),
    ("receiver_name", ""),
    ("receiver_id", ""),
    ("reply_to", ""),
    ("reply_to_msg_id", ""),
)
# What calls and constructors know, as texts: a list of texts takes five times the memory.
_SEND = (
    " fileserver_upload_handler size_threshold correlation_id msg_purpose sender_name sender_id receiver_name receiver_id"
    " reply_to reply_to_msg_id is_publish nats_connection msg_id metadata return_json allow_system_reply confirm timeout"
    " jetstream "
)
_RECEIVE = (
    " fileserver_download_handler fileserver_url allowed_link_origins max_retries base_delay max_delay max_download_bytes"
    " headers_timeout idle_timeout total_timeout min_speed lazy "
)
_CONNECT = (
    " broker_url user password token name connect_timeout max_reconnect_attempts reconnect_delay ping_interval tls tls_ca"
    " tls_cert tls_key tls_verify tls_context config_file max_payload_size logger "
)


class Core:
    """payload_class: gives the class of what is read later, when it is needed."""

    def __init__(self, options, payload_class):
        self._payload_class = payload_class
        self.options = merge({}, options)
        self.config = Config(options)
        self.settings = Settings(options)
        self.confirms(options)

    def outgoing(self, subject, data, options):
        """Validates everything and builds the message."""
        check_subject(subject)
        if options.get("reply_to"):
            check_subject(options["reply_to"], "reply_to")
        if options.get("jetstream"):
            raise NatsBridgeError("unsupported", "jetstream: this client speaks Core NATS only")
        config = self.config_for(options)
        header = {}
        for name, default in _DEFAULTS:
            header[name] = _text(options, name, default)
        for name in ("correlation_id", "msg_id", "sender_id"):
            header[name] = _text(options, name, None) or new_uuid()
        if header["msg_id"] != header["msg_id"].strip() or "\n" in header["msg_id"] or "\r" in header["msg_id"]:
            raise NatsBridgeError("invalid_config", "msg_id: white space around it or a line end, which NATS would drop")
        header["timestamp"] = timestamp()
        header["send_to"] = subject
        header["broker_url"] = strip_credentials(config.broker_url)
        metadata = options.get("metadata")
        if metadata is not None and not isinstance(metadata, dict):
            raise NatsBridgeError("invalid_config", "metadata: expected a dict, got %s" % type(metadata).__name__)
        try:
            return Outgoing(header, metadata or {}, data, config)
        except MemoryError:
            raise NatsBridgeError("payload_too_large", "no memory to build the message; send less at once")

    def config_for(self, options):
        # The file of settings is read once, unless a call brings settings of its own.
        for name in OPTIONS:
            if options.get(name) != self.options.get(name):
                return Config(options)
        return self.config

    def is_elsewhere(self, options):
        """Whether the options of a call name another broker than this bridge has."""
        url = options.get("broker_url")
        return url is not None and url != self.config.broker_url and not options.get("nats_connection")

    def timeout(self, options):
        """The ms that a send has."""
        return number(options, "timeout", self.settings.timeout, 1)

    def confirms(self, options):
        """Whether a send waits for the broker's word."""
        value = options.get("confirm")
        if value not in (None, "server", "client"):
            raise NatsBridgeError("invalid_config", 'confirm: expected "server" or "client"')
        return value != "client"

    def written(self, outgoing, options, is_sent=False):
        """
        What smartsend returns. Where the heap has no room for the whole text, the message is streamed all the same
        and None stands in place of the text.
        """
        text = None
        if options.get("return_json") is not False:
            try:
                text = outgoing.text()
            except MemoryError:
                if not is_sent:
                    raise NatsBridgeError("payload_too_large", "no memory for env_json_str of %d bytes" % outgoing.size)
        return outgoing.env, text

    async def publish(self, connection, subject, outgoing, text, options, confirms, reply=""):
        """Publishes; gives what connection.confirmed() needs."""
        chunks = (text,) if text is not None else outgoing.chunks()
        asked = await connection.publish(subject, chunks, outgoing.size, reply, confirms, self.timeout(options))
        log(options.get("logger"), outgoing.env["correlation_id"], "Message published to %s" % cut(subject))
        return asked

    def receive(self, msg, options=None):
        return receive(msg, self, merge(self.options, options) if options else self.options, self._payload_class)

    def answer(self, env):
        """The envelope of an answer; a NACK is raised as `rejected`."""
        if env["msg_purpose"] != "NACK":
            return env
        reason = env["metadata"].get("reason")
        reason = reason if isinstance(reason, str) else ""
        details = {"reason": reason, "code": env["metadata"].get("code"), "env": env}
        raise NatsBridgeError("rejected", "the answer was a NACK: %s" % (cut(reason) or "without a reason"), details=details)

    def reply_options(self, env, options):
        """(subject, options) of the answer to a received envelope."""
        if not env.get("reply_to"):
            raise NatsBridgeError("invalid_subject", "the message has no reply_to, there is nowhere to answer")
        if env.get("msg_purpose") in ("ACK", "NACK"):
            raise NatsBridgeError("invalid_subject", "an %s is never answered" % env["msg_purpose"])
        if env["reply_to"].startswith("$") and not merge(self.options, options).get("allow_system_reply"):
            raise NatsBridgeError(
                "invalid_subject",
                "reply_to %r is a subject of the broker's own; to answer there, give allow_system_reply" % cut(env["reply_to"]),
            )
        options.setdefault("correlation_id", env["correlation_id"])
        options.setdefault("reply_to_msg_id", env["msg_id"])
        return env["reply_to"], options


def merge(defaults, options):
    for name in options:
        word = " %s " % name
        if word not in _SEND and word not in _RECEIVE and word not in _CONNECT:
            raise NatsBridgeError("invalid_config", "unknown option %s" % cut(name))
    merged = dict(defaults)
    merged.update(options)
    return merged


def check_answer(msg):
    """Refuses the broker's note that nobody listens."""
    if msg.status == "503":
        raise NatsBridgeError("no_responders", "nobody answers requests there")
    return msg


def _text(options, name, default):
    value = options.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise NatsBridgeError("invalid_config", "%s: expected text, got %s" % (name, type(value).__name__))
    return value
