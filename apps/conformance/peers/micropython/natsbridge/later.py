# What is read later of a message: links are judged here, and payloads made of them.

from .payload import Receiving
from .plain_text import cut
from .receive_settings import ReceiveSettings


class Later:
    def __init__(self, core, options, correlation_id, payload_class):
        self._config = core.config_for(options)
        self._class = payload_class
        self._handler = options.get("fileserver_download_handler")
        self._receiving = Receiving(ReceiveSettings(options, core.settings), self._handler, correlation_id)
        self._links = {}

    def admit(self, reader):
        """Refuses a link that may not be read. With a handler of the caller's that is his affair."""
        url = reader.link()
        link = None
        if not self._handler:
            from .link import check_link

            link = check_link(url, self._config, "payload %d (%s)" % (reader.index, cut(reader.payload["dataname"])))
        self._links[reader.index] = (link, url)

    def of(self, reader):
        """The payload to be read later."""
        link, url = self._links.get(reader.index, (None, None))
        return self._class(reader, link, url, self._receiving)
