"""Leaving a group while joining it is still under way."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from aiokafka.client import ConnectionGroup
from aiokafka.errors import KafkaError
from aiokafka.protocol.group import LeaveGroupRequest

JOIN_PATIENCE = 1.0
"""Seconds for a join that is under way to end by itself, once this member wants to leave."""


async def give_up_joining(consumer: Any) -> None:
    """Let an aiokafka consumer that is being stopped stop at once.

    The broker answers a join when all members have come, which waits for their batches and for the dead among them, and
    the client waits for that answer. A member with a name of its own is not taken out of the group, as ever; its next
    start takes its place.
    """
    coordinator, client = consumer._coordinator, consumer._client
    node = coordinator.coordinator_id
    if node is None:
        return
    if coordinator.member_id and coordinator._group_instance_id is None:
        request = LeaveGroupRequest(coordinator.group_id, coordinator.member_id)
        with suppress(KafkaError):
            # By the other connection: the broker reads nothing from the coordinator's before it has answered the join.
            await client.send(node, request, group=ConnectionGroup.DEFAULT)
    connection = client._conns.get((node, ConnectionGroup.COORDINATION))
    if connection is not None:
        connection.close()  # ends the join with an error, which a client that is closing does not mind
