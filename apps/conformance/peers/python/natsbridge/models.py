"""The message as data: envelope, payload, receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Tuple, Union

@dataclass
class MsgPayloadV1:
    """A payload as it is written (``msg_payload_v1``); fields are written in this order."""

    id: str
    dataname: str
    payload_type: str
    transport: str
    encoding: str
    size: int
    data: Union[str, bytes]
    metadata: Dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> MsgPayloadV1:
        return cls(**{name: value[name] for name in cls.__dataclass_fields__})

    def to_dict(self) -> Dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass
class MsgEnvelopeV1:
    """An envelope as it is written (``msg_envelope_v1``): all 14 fields, always, in this order."""

    correlation_id: str
    msg_id: str
    timestamp: str
    send_to: str
    msg_purpose: str
    sender_name: str
    sender_id: str
    receiver_name: str
    receiver_id: str
    reply_to: str
    reply_to_msg_id: str
    broker_url: str
    metadata: Dict[str, Any] = field(default_factory=dict)
    payloads: List[MsgPayloadV1] = field(default_factory=list)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> MsgEnvelopeV1:
        fields = {name: value[name] for name in cls.__dataclass_fields__}
        fields["payloads"] = [MsgPayloadV1.from_dict(payload) for payload in value["payloads"]]
        return cls(**fields)

    def to_dict(self) -> Dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        fields["payloads"] = [payload.to_dict() for payload in self.payloads]
        return fields


@dataclass(frozen=True)
class PayloadReceipt:
    """How one payload was sent, and why."""

    dataname: str
    transport: str
    reason: str
    bytes: int


@dataclass(frozen=True)
class PubAck:
    """What the stream answered."""

    stream: str
    seq: int
    duplicate: bool


@dataclass(frozen=True)
class Receipt:
    """What became of a message. ``bytes`` counts the whole published message."""

    payloads: List[PayloadReceipt]
    bytes: int
    pub_ack: Union[PubAck, None] = None


class SendResult(Tuple[Dict[str, Any], str]):
    """``env, env_json_str = await smartsend(...)``; ``result.receipt`` says how each payload went."""

    receipt: Receipt

    def __new__(cls, env: Dict[str, Any], env_json_str: str, receipt: Receipt) -> SendResult:
        result = super().__new__(cls, (env, env_json_str))
        result.receipt = receipt
        return result

    @property
    def env(self) -> Dict[str, Any]:
        return self[0]

    @property
    def env_json_str(self) -> str:
        return self[1]


