# TLS, where the port has it. Loaded when a connection needs it.

from binascii import a2b_base64

from .errors import NatsBridgeError


def start_tls(sock, host, settings):
    """The socket wrapped; the handshake happens with the first bytes, so that nobody waits for it here."""
    try:
        from tls import CERT_NONE, CERT_REQUIRED, PROTOCOL_TLS_CLIENT, SSLContext
    except ImportError:
        raise NatsBridgeError("unsupported", "this port of MicroPython has no TLS")
    context = settings.tls_context
    if context is None:
        context = SSLContext(PROTOCOL_TLS_CLIENT)
        # Said here too: what a port does by itself has changed between versions.
        context.verify_mode = CERT_REQUIRED if settings.tls_verify else CERT_NONE
        try:
            for certificate in _parts(settings.tls_ca):
                context.load_verify_locations(certificate)
            if settings.tls_cert:
                context.load_cert_chain(_parts(settings.tls_cert)[0], _parts(settings.tls_key)[0])
        except (ValueError, IndexError, OSError) as error:
            raise NatsBridgeError("invalid_config", "tls_ca, tls_cert or tls_key cannot be read: %s" % error)
    return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


def _parts(value):
    # The certificates or keys in `value`, or in the file of that name, as DER; most ports read nothing else.
    if not value:
        return ()
    if isinstance(value, str):
        with open(value, "rb") as file:
            value = file.read()
    if not value.startswith(b"-----BEGIN"):
        return (value,)
    pieces = value.split(b"-----")
    return [a2b_base64(pieces[index + 1]) for index in range(len(pieces)) if pieces[index].startswith(b"BEGIN")]
