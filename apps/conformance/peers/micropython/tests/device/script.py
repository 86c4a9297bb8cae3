# What the device scripts share.

import json

from natsbridge import NatsBridgeError


def say(**fields):
    print(json.dumps(fields))


def ignore(error):
    pass


def refused(call, *args, **options):
    """Code and message of the error that a call must raise."""
    try:
        call(*args, **options)
    except NatsBridgeError as error:
        return [error.code, error.message]
    return ["none", ""]
