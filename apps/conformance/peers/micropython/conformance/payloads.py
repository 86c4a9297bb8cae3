# Payloads of jobs and of answers.

from binascii import a2b_base64

from .canonical import BYTES_TYPES, canonical, payload_answer
from .generators import generate


class BadJob(Exception):
    pass


def values_of(job):
    """The payloads of a job as smartsend takes them. They are taken out of the job: the heap shall hold them once."""
    return [(spec["dataname"], _value(spec), spec["type"]) for spec in job.pop("payloads")]


def _value(spec):
    if "gen" in spec:
        return generate(spec["gen"], spec["type"])
    if "value" in spec:
        return spec["value"]
    if "base64" in spec:
        return a2b_base64(spec["base64"])
    if "file" in spec and spec["type"] in BYTES_TYPES:
        with open(spec["file"], "rb") as file:
            return file.read()
    if spec["type"] == "arrowtable":
        return None
    raise BadJob("payload %s has no value" % spec["dataname"])


def answer_of(env, job):
    """A received envelope in the form that the job asks for."""
    form = job.get("answer") or "full"
    payloads = []
    for dataname, value, payload_type in env.pop("payloads"):
        if hasattr(value, "save_to"):
            value = value.value()
        payloads.append(payload_answer(dataname, value, payload_type, form))
    env.pop("payload_info")
    passed_over = env.pop("passed_over", None)
    answer = {"envelope": canonical(env), "payloads": payloads}
    if passed_over is not None:
        answer["passed_over"] = passed_over
    return answer
